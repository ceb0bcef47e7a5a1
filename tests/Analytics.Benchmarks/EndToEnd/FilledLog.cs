using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Routing;
using Analytics.Log.Segments;

namespace Analytics.Benchmarks.EndToEnd;

/// <summary>Fills a node's log with benchmark events before the node starts, as ingestion would have: same topics, keys and headers.</summary>
internal static class FilledLog
{
    private const int EventsPerAppend = 5_000;

    /// <summary>Writes events to <c>raw_events</c> of a segment log and returns the bytes of JSON written.</summary>
    /// <param name="directory">The log's folder.</param>
    /// <param name="events">How many.</param>
    /// <param name="partitions">Partitions of the lane.</param>
    public static async Task<long> WriteAsync(string directory, int events, int partitions)
    {
        var topics = Analytics.Node.Composition.LogTopics.All(partitions, []);
        await using var log = SegmentLog.Open(new SegmentLogOptions { Directory = directory, Topics = topics }, TimeProvider.System);
        return await WriteAsync(log, events, partitions);
    }

    /// <summary>The same to any log; <paramref name="from"/> is the number of the first event, so that a further call writes others.</summary>
    public static async Task<long> WriteAsync(ILog log, int events, int partitions, int from = 0, int users = BenchmarkEvents.Users)
    {
        var source = new BenchmarkEvents(seed: 42 + from, users);
        var router = new LaneRouter(partitions);
        var start = DateTimeOffset.UtcNow.AddMilliseconds(-events);
        var batch = new RecordBatch();
        var byPartition = Enumerable.Range(0, partitions).Select(_ => new List<int>()).ToArray();
        long bytes = 0;
        for (var written = 0; written < events; written += EventsPerAppend)
        {
            batch.Clear();
            foreach (var list in byPartition) list.Clear();
            for (var i = 0; i < Math.Min(EventsPerAppend, events - written); i++) bytes += Add(batch, source, start, router, byPartition, from + written + i);
            await Task.WhenAll(byPartition.Select((indices, p) => AppendAsync(log.Partition(LaneRouter.RawEvents, p), batch, indices)));
        }

        return bytes;
    }

    private static async Task AppendAsync(ILogPartition partition, RecordBatch batch, List<int> indices)
    {
        if (indices.Count > 0) await partition.AppendAsync(batch, indices.ToArray(), new long[indices.Count]);
    }

    private static int Add(RecordBatch batch, BenchmarkEvents source, DateTimeOffset start, LaneRouter router, List<int>[] byPartition, int number)
    {
        var (tenant, json) = source.Next(start);
        Span<byte> header = stackalloc byte[64];
        var length = RecordHeaders.Write(header, RecordHeaders.Tenant, Encoding.ASCII.GetBytes(tenant));
        var user = json.AsSpan(json.AsSpan().IndexOf("user-"u8), 11);
        byte[] key = [.. Encoding.ASCII.GetBytes(tenant), (byte)':', .. user];
        ref var record = ref batch.Add();
        record.Headers = batch.Append(header[..length]);
        record.Key = batch.Append(key);
        record.Value = batch.Append(json);
        record.ReceivedAt = start.AddMilliseconds(number).UtcTicks / TimeSpan.TicksPerMicrosecond - DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMicrosecond;
        record.Id = KeyHash.Compute128(BitConverter.GetBytes(number), 7);
        byPartition[router.PartitionOf(key)].Add(batch.Count - 1);
        return json.Length;
    }
}
