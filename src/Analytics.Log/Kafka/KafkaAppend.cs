using System.Threading.Tasks.Sources;
using Analytics.Contracts.Log;

namespace Analytics.Log.Kafka;

/// <summary>
/// An append that waits for the broker. Pooled. It is over when every record that was handed to the library was reported, so that its slot is never named by a late
/// report. Its caller's continuation never runs on the thread of the reports.
/// </summary>
internal sealed class KafkaAppend(int slot, KafkaProducer producer) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private Memory<long> _offsets;
    private int _outstanding;
    private int _error;
    private string? _message;

    /// <summary>Names the append in the reports of its records.</summary>
    public int Slot => slot;

    /// <summary>Where the records go.</summary>
    public KafkaPartition Partition { get; private set; } = null!;

    /// <summary>What it counts against the bound of the producer.</summary>
    public long Bytes { get; private set; }

    /// <summary>Records, those included that failed.</summary>
    public int Records { get; private set; }

    /// <summary>When it began, on the clock of Stopwatch.</summary>
    public long StartedAt { get; private set; }

    /// <summary>Whether any record failed; known once it is over.</summary>
    public bool Failed => _error != 0;

    public ValueTask Task => new(this, _core.Version);

    public void Set(KafkaPartition partition, Memory<long> offsets, int records, long bytes)
    {
        (Partition, _offsets, Records, Bytes) = (partition, offsets, records, bytes);
        (_error, _message, StartedAt) = (0, null, System.Diagnostics.Stopwatch.GetTimestamp());
        // One more than the records: the caller's own hold while it hands them over.
        Volatile.Write(ref _outstanding, records + 1);
    }

    /// <summary>The report of a record; on the thread of the reports.</summary>
    public void Report(int record, int error, long offset)
    {
        if (error != 0) Interlocked.CompareExchange(ref _error, error, 0);
        else _offsets.Span[record] = offset < 0 ? ILogPartition.UnknownOffset : offset;
        Release(1);
    }

    /// <summary>The library did not take the last <paramref name="records"/> records.</summary>
    public void Refuse(int error, string message, int records)
    {
        _message = message;
        Interlocked.CompareExchange(ref _error, error, 0);
        Release(records);
    }

    /// <summary>Gives back a hold of so many records; the last one ends the append.</summary>
    public void Release(int holds)
    {
        if (Interlocked.Add(ref _outstanding, -holds) > 0) return;
        producer.Finish(this);
        if (_error == 0) _core.SetResult(true);
        else _core.SetException(new LogUnavailableException($"Kafka did not take an append to {Partition.Topic}-{Partition.Index}: {_message ?? Native.RdKafka.Text(_error)}."));
    }

    /// <summary>The offset after the highest that is known; 0 when none is.</summary>
    public long EndOffset()
    {
        var end = 0L;
        foreach (var offset in _offsets.Span[..Records]) end = Math.Max(end, offset + 1);
        return end;
    }

    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _offsets = default;
            producer.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
