using System.Text;
using Analytics.Actors.Replay;
using Analytics.Actors.Shards;
using Analytics.Actors.Streams;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;
using Analytics.Log.Segments;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Gateway;
using Analytics.Testing;

namespace Analytics.Node.Tests.Backtests;

/// <summary>A log of one partition with purchases, a second apart: those at even offsets are the shop's, the others another tenant's.</summary>
internal sealed class SharedLog : IAsyncDisposable
{
    /// <summary>Arrival and time of the first event, microseconds since 1970.</summary>
    public static readonly long Start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    private readonly TemporaryFolder _folder = new();

    public SharedLog() => Log = SegmentLog.Open(
        new SegmentLogOptions
        {
            Directory = _folder.File("log"), Topics = [new TopicDescription(LogTopics.RawEvents, 1)], SegmentBytes = 64 * 1024, RetentionAge = null, RetentionBytes = 200_000, MinimumFreeBytes = 0,
        }, TimeProvider.System);

    public SegmentLog Log { get; }

    public ILogPartition Partition => Log.Partition(LogTopics.RawEvents, 0);

    public static TenantDirectory Tenants { get; } = new(new TenantsOptions());

    public PastLog Past => new(Log, [Lane], new ShardOptions { BatchRecords = 512, BatchBytes = 1 << 20 });

    private static LaneDefinition Lane => new() { Topic = LogTopics.RawEvents, Decoder = () => new EventDecoder(new Ingestion.Decoding.DecodingOptions(), Tenants, 7), Kinds = _ => [], Sinks = [] };

    /// <summary>Reads the shop's events of some time, in small batches.</summary>
    public LogEvents Open(long at, long from, long to) =>
        new(Lane, Partition, logDropsDuplicates: true, new ShardOptions { BatchRecords = 64, BatchBytes = 16 * 1024 }, at, new LogSelection(Symbols.Intern("shop"), from, to, at));

    public async Task AppendAsync(int events)
    {
        var batch = new RecordBatch();
        Span<byte> header = stackalloc byte[64];
        for (var i = 0; i < events; i++)
        {
            ref var record = ref batch.Add();
            record.ReceivedAt = Start + i * 1_000_000L;
            record.Headers = batch.Append(header[..RecordHeaders.Write(header, RecordHeaders.Tenant, i % 2 == 0 ? "shop"u8 : "other"u8)]);
            var at = DateTime.UnixEpoch.AddTicks((Start + i * 1_000_000L) * 10).ToString("O");
            record.Value = batch.Append(Encoding.UTF8.GetBytes($$"""{"eventType":"purchase","userId":"u{{i % 10}}","timestamp":"{{at}}","note":"{{new string('x', 150)}}"}"""));
        }

        var (all, offsets) = (Enumerable.Range(0, events).ToArray(), new long[events]);
        foreach (var part in all.Chunk(100)) await Partition.AppendAsync(batch, part, offsets.AsMemory(part[0], part.Length));
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _folder.Dispose();
    }
}
