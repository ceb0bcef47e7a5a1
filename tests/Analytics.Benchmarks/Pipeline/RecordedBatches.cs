using System.Globalization;
using System.Text;
using Analytics.Contracts.Log;

namespace Analytics.Benchmarks.Pipeline;

/// <summary>Benchmark events as the log hands them out: runs of records with keys and headers in one buffer each.</summary>
internal sealed class RecordedBatches
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly int _size;
    private readonly List<RecordBatch> _batches = [];

    /// <param name="events">Number of events, a millisecond each.</param>
    /// <param name="batch">Events of a batch.</param>
    /// <param name="replays">How often <see cref="MoveOn"/> may be called before event times leave the present.</param>
    /// <param name="seed">Same seed, same events.</param>
    public RecordedBatches(int events, int batch, int replays, int seed)
    {
        _size = batch;
        Events = events;
        var source = new BenchmarkEvents(seed);
        var start = DateTimeOffset.UtcNow.AddMilliseconds(-events * (replays + 1.0));
        for (var done = 0; done < events; done += _size) _batches.Add(Record(source, start, done, Math.Min(_size, events - done)));
    }

    public int Events { get; }

    public int Count => _batches.Count;

    /// <summary>Bytes of JSON in all events.</summary>
    public long JsonBytes { get; private set; }

    /// <summary>The values of one batch, for a reader that only reads JSON.</summary>
    public RecordBatch Recorded(int index) => _batches[index];

    /// <summary>
    /// Moves all event and arrival times on by the length of the recording, so that running it again is the next minutes of the same users and not
    /// a load of history that corrects every window.
    /// </summary>
    public void MoveOn()
    {
        foreach (var batch in _batches)
        {
            foreach (ref var record in batch.Records)
            {
                record.ReceivedAt += Events * 1_000L;
                var json = batch.Buffer.AsSpan(record.Value.Offset, record.Value.Length);
                var time = json.Slice(json.IndexOf("\"timestamp\":\""u8) + "\"timestamp\":\""u8.Length, TimeFormat.Length - 4);
                var at = DateTime.ParseExact(Encoding.ASCII.GetString(time), TimeFormat, CultureInfo.InvariantCulture).AddMilliseconds(Events);
                at.TryFormat(time, out _, TimeFormat, CultureInfo.InvariantCulture);
            }
        }
    }

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
