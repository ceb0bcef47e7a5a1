using System.Text;
using Analytics.Contracts.Log;

namespace Analytics.Benchmarks.Pipeline;

/// <summary>Benchmark events as the log hands them out: runs of records with keys and headers in one buffer each.</summary>
internal sealed class RecordedBatches
{
    private const int Size = 4_096;

    private readonly List<RecordBatch> _batches = [];

    public RecordedBatches(int events, int seed)
    {
        var source = new BenchmarkEvents(seed);
        var start = DateTimeOffset.UtcNow.AddMilliseconds(-events);
        for (var done = 0; done < events; done += Size) _batches.Add(Record(source, start, done, Math.Min(Size, events - done)));
        Events = events;
    }

    public int Events { get; }

    public int Count => _batches.Count;

    /// <summary>Bytes of JSON in all events.</summary>
    public long JsonBytes { get; private set; }

    /// <summary>The values of one batch, for a reader that only reads JSON.</summary>
    public RecordBatch Recorded(int index) => _batches[index];

    /// <summary>Copies one batch into a reused one, as the log's reader does.</summary>
    public void Read(int index, RecordBatch target)
    {
        var source = _batches[index];
        target.Clear();
        source.Buffer.AsSpan(0, source.Length).CopyTo(target.Reserve(source.Length * 2));
        target.Commit(source.Length);
        foreach (ref readonly var record in source.Records) target.Add() = record;
    }

    private RecordBatch Record(BenchmarkEvents source, DateTimeOffset start, int first, int count)
    {
        var batch = new RecordBatch();
        Span<byte> header = stackalloc byte[64];
        for (var i = 0; i < count; i++)
        {
            var (tenant, json) = source.Next(start);
            var length = RecordHeaders.Write(header, RecordHeaders.Tenant, Encoding.ASCII.GetBytes(tenant));
            ref var record = ref batch.Add();
            record.Offset = first + i;
            record.ReceivedAt = start.AddMilliseconds(first + i).ToUnixTimeMilliseconds() * 1_000;
            record.Headers = batch.Append(header[..length]);
            record.Key = batch.Append(Encoding.ASCII.GetBytes(tenant + ":" + first));
            record.Value = batch.Append(json);
            JsonBytes += json.Length;
        }

        return batch;
    }
}
