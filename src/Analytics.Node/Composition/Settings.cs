using System.Net;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Pipeline;
using Analytics.Log.Segments;
using Analytics.Node.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using DecodingOptions = Analytics.Ingestion.Decoding.DecodingOptions;
using IPNetwork = System.Net.IPNetwork;

namespace Analytics.Node.Composition;

/// <summary>The node's settings as each part takes them.</summary>
internal static class Settings
{
    private const int ShortestMaskingKey = 16;

    /// <summary>What Kafka's client counts for headers beyond their bytes.</summary>
    private const int RoomForHeaders = 512;

    public static SegmentLogOptions Log(LogOptions options, string dataFolder) => new()
    {
        Directory = Path.Combine(dataFolder, "log"),
        Topics = LogTopics.All(options.Partitions, []),
        SegmentBytes = options.SegmentSize,
        RetentionAge = options.RetentionAge,
        RetentionAgeOf = LogTopics.Lanes.ToDictionary(lane => lane + TopicDescription.DeadLetterSuffix, _ => options.DeadLetterRetentionAge),
        RetentionBytes = options.RetentionSize,
        DuplicateHorizon = options.DuplicateHorizon,
        MaxDuplicateIds = Math.Max(1, options.DuplicateMaxIds),
        FlushInterval = options.FlushDelay,
        MinimumFreeBytes = options.MinFreeSpace,
    };

    public static DecodingOptions Decoding(NodeOptions options) => new()
    {
        DefaultTenant = options.Tenants.Default,
        MaxAhead = options.Decoding.MaxAhead,
        Earliest = options.Decoding.Earliest,
        MaxDepth = options.Decoding.MaxDepth,
        MaxFields = options.Decoding.MaxFields,
    };

    /// <summary>What is in the log was let in: by a door that refused what named a foreign tenant, or by the brokers.</summary>
    public static DecodingOptions ShardDecoding(NodeOptions options) =>
        Decoding(options) with { EventsNameTenant = options.Node.Profile == NodeProfile.Cluster && options.Kafka.EventsNameTenant };

    /// <summary>The configured key wins over the installation's, so that several installations can give a person the same pseudonym.</summary>
    public static ReadOnlyMemory<byte> MaskingSecret(NodeOptions options, Installation installation)
    {
        var key = System.Text.Encoding.UTF8.GetBytes(options.Tenants.MaskingKey);
        if (key.Length is > 0 and < ShortestMaskingKey)
            throw new OptionsException([$"tenants.masking-key: found {key.Length} bytes, expected at least {ShortestMaskingKey}, or none for the installation's own"]);
        return key.Length > 0 ? key : installation.MaskingSecret;
    }

    public static IngestionOptions Ingestion(NodeOptions options, Installation installation, KnownTenants known) => new()
    {
        Decoding = Decoding(options) with
        {
            MaxDistinctValues = options.Decoding.MaxDistinctValues, MaxTenants = options.Tenants.MaxTenants, IsKnownTenant = known.Contains,
        },
        KeySeed = installation.KeySeed,
        Admission = Admission(options),
        MaxEventBytes = (int)options.Http.MaxEventSize.Bytes,
        MaxDeadLetterBytes = options.Node.Profile == NodeProfile.Cluster ? (int)options.Kafka.MaxRecordSize.Bytes - RoomForHeaders : int.MaxValue,
        MaxRequestBytes = (int)options.Http.MaxRequestSize.Bytes,
        MaxRequestEvents = options.Http.MaxRequestEvents,
        MaxInFlightBytes = options.Http.MaxInFlight,
        RetryAfter = options.Http.RetryAfter,
        BodyTimeout = options.Http.BodyTimeout,
    };

    private static AdmissionOptions Admission(NodeOptions options) => new()
    {
        TenantHeader = options.Tenants.Header,
        WriteKeyHeader = options.Tenants.WriteKeyHeader,
        WriteKeys = options.Tenants.ById.Where(t => t.Value.WriteKeys.Count > 0).ToDictionary(t => t.Key, t => t.Value.WriteKeys),
        RequireWriteKey = options.Tenants.RequireWriteKey,
        KnownTenants = options.Tenants.AcceptUnknown ? null : options.Tenants.ById.Keys.Append(options.Tenants.Default).ToHashSet(),
        QuotaOf = tenant => new TenantQuota(options.Tenants.EventsPerSecondOf(tenant), 0),
        TrustedProxies = [.. options.Gateway.TrustedNetworks.Select(IPNetwork.Parse)],
    };

    public static ShardOptions Shard(ShardsOptions options, LogOptions log, RulesOptions rules) => new()
    {
        BatchRecords = options.BatchEvents,
        BatchBytes = (int)options.BatchSize.Bytes,
        CheckpointInterval = options.CheckpointInterval,
        CheckpointIntervalBehind = options.CheckpointIntervalBehind,
        CheckpointIntervalAlert = options.CheckpointIntervalAlert,
        CutRows = options.CheckpointEvents,
        CutBytes = options.CheckpointSize,
        IdleTimeout = options.IdleTimeout,
        OutboxBytes = options.OutboxSize,
        ReclaimAfter = options.ReclaimAfter,
        RebuildHorizon = rules.RebuildHorizon,
        DuplicateHorizon = log.DuplicateHorizon,
        DuplicateMaxIds = Math.Max(1, log.DuplicateMaxIds),
    };

    public static string NodeName(ProcessOptions options) => options.Name.Length > 0 ? options.Name : FormattableString.Invariant($"{Environment.MachineName}:{options.Port}");

    public static string Address(ProcessOptions options) =>
        options.AdvertisedAddress.Length > 0 ? options.AdvertisedAddress : FormattableString.Invariant($"{Environment.MachineName}:{options.Port}");

    public static SinkDispatcherOptions Dispatch(ShardsOptions options) => new()
    {
        RetryFirst = options.RetryMin,
        RetryMost = options.RetryMax,
        MemoryBytes = options.SinkMemory,
    };

    public static void Kestrel(KestrelServerOptions kestrel, NodeOptions options)
    {
        kestrel.AddServerHeader = false;
        // Attributes of CloudEvents should be percent-encoded; the official SDK for Node.js sends Latin-1 as it is.
        kestrel.RequestHeaderEncodingSelector = name => name.StartsWith("ce-", StringComparison.OrdinalIgnoreCase) ? System.Text.Encoding.Latin1 : null;
        kestrel.Limits.KeepAliveTimeout = options.Http.KeepAlive;
        kestrel.Limits.RequestHeadersTimeout = options.Http.BodyTimeout;
        // The compressed body is never larger than the decompressed one may be; ingestion counts the latter itself.
        kestrel.Limits.MaxRequestBodySize = options.Http.MaxRequestSize;
        // A stream may rest for long; one whose client is gone must not.
        kestrel.Limits.Http2.KeepAlivePingDelay = options.Http.KeepAlive;
        Listen(kestrel, options, options.Node.Port, HttpProtocols.Http1);
        if (TakesCalls(options)) Listen(kestrel, options, options.Grpc.Port, HttpProtocols.Http2);
    }

    /// <summary>True when the node has a port for gRPC: only who takes events needs one.</summary>
    public static bool TakesCalls(NodeOptions options) => options.Grpc.Enabled && options.Node.Roles.Contains(NodeRole.Ingest);

    private static void Listen(KestrelServerOptions kestrel, NodeOptions options, int port, HttpProtocols protocols)
    {
        if (options.Node.Address == "*") kestrel.ListenAnyIP(port, listen => listen.Protocols = protocols);
        else kestrel.Listen(IPAddress.Parse(options.Node.Address), port, listen => listen.Protocols = protocols);
    }
}
