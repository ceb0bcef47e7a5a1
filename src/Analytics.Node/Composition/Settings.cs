using System.Net;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Log.Segments;
using Analytics.Node.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Analytics.Node.Composition;

/// <summary>The node's settings as each part takes them.</summary>
internal static class Settings
{
    public static SegmentLogOptions Log(LogOptions options, string dataFolder) => new()
    {
        Directory = Path.Combine(dataFolder, "log"),
        Topics = LogTopics.All(options.Partitions),
        SegmentBytes = options.SegmentSize,
        RetentionAge = options.RetentionAge,
        RetentionBytes = options.RetentionSize,
        DuplicateHorizon = options.DuplicateHorizon,
        MaxDuplicateIds = Math.Max(1, options.DuplicateMaxIds),
        FlushInterval = options.FlushDelay,
        MinimumFreeBytes = options.MinFreeSpace,
    };

    public static Ingestion.Decoding.DecodingOptions Decoding(NodeOptions options) => new()
    {
        DefaultTenant = options.Tenants.Default,
        MaxAhead = options.Decoding.MaxAhead,
        Earliest = options.Decoding.Earliest,
        MaxDepth = options.Decoding.MaxDepth,
        MaxFields = options.Decoding.MaxFields,
    };

    public static ShardOptions Shard(ShardsOptions options) => new()
    {
        BatchRecords = options.BatchEvents,
        BatchBytes = (int)options.BatchSize.Bytes,
        CheckpointInterval = options.CheckpointInterval,
        CutRows = options.CheckpointEvents,
        CutBytes = options.CheckpointSize,
        IdleTimeout = options.IdleTimeout,
        OutboxBytes = options.OutboxSize,
    };

    public static SinkDispatcherOptions Dispatch(ShardsOptions options) => new() { RetryFirst = options.RetryMin, RetryMost = options.RetryMax };

    public static void Kestrel(KestrelServerOptions kestrel, NodeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.KeepAliveTimeout = options.Http.KeepAlive;
        // The compressed body is never larger than the decompressed one may be; ingestion counts the latter itself.
        kestrel.Limits.MaxRequestBodySize = options.Http.MaxRequestSize;
        if (options.Node.Address == "*") kestrel.ListenAnyIP(options.Node.Port);
        else kestrel.Listen(IPAddress.Parse(options.Node.Address), options.Node.Port);
    }
}
