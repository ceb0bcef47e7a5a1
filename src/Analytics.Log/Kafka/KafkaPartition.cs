using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Log.Kafka;

/// <summary>One partition of a topic: where it begins and ends as far as is known, appends and readers.</summary>
internal sealed class KafkaPartition(string topic, int index, KafkaLog log) : ILogPartition
{
    private long _startOffset;
    private long _endOffset;

    public string Topic => topic;

    public int Index => index;

    public long StartOffset => Volatile.Read(ref _startOffset);

    public long EndOffset => Volatile.Read(ref _endOffset);

    /// <summary>Brokers do not tell what a partition takes on their disks through the client.</summary>
    public long SizeInBytes => 0;

    /// <summary>Held while the records of one append are handed over.</summary>
    public Lock AppendGate { get; } = new();

    public void Refresh() => log.Refresh([this]);

    public ValueTask AppendAsync(RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (offsets.Length < indices.Length) throw new ArgumentException("There must be room for an offset of each record.", nameof(offsets));
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled(cancellation);
        if (indices.IsEmpty) return ValueTask.CompletedTask;
        var bytes = SizeLimit(source, indices.Span);
        try
        {
            return log.Producer.Append(this, source, indices.Span, offsets, bytes);
        }
        catch (LogUnavailableException exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    public ILogReader OpenReader(long offset)
    {
        // What is known is a moment old at most: enough, unless the offset lies at one of the ends.
        if (offset > EndOffset || offset <= StartOffset) Refresh();
        RequireKnown(offset);
        return log.Fetchers.Open(this, Math.Max(offset, StartOffset));
    }

    public long OffsetAt(long receivedAtMicros)
    {
        Refresh();
        // Kafka's times are whole milliseconds: the first at or after a time is looked for from the next whole one on.
        var milliseconds = Math.Max(0, receivedAtMicros / 1000) + (receivedAtMicros > 0 && receivedAtMicros % 1000 > 0 ? 1 : 0);
        var offset = log.OffsetAt(this, milliseconds);
        return offset < 0 ? EndOffset : offset;
    }

    /// <summary>What a question to the cluster brought.</summary>
    public void Begins(long offset) => Raise(ref _startOffset, offset);

    /// <summary>Records below this offset are there.</summary>
    public void Publish(long endOffset) => Raise(ref _endOffset, endOffset);

    /// <exception cref="ArgumentOutOfRangeException">The log does not reach that far.</exception>
    public void RequireKnown(long offset)
    {
        if (offset > EndOffset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{topic}-{index} ends at offset {EndOffset}: this is not the log that the offset comes from.");
    }

    private static void Raise(ref long mark, long offset)
    {
        var seen = Volatile.Read(ref mark);
        while (offset > seen)
        {
            var before = Interlocked.CompareExchange(ref mark, offset, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    /// <summary>Looks at every record on the caller's thread, so that a wrong slice is that caller's error.</summary>
    private long SizeLimit(RecordBatch source, ReadOnlySpan<int> indices)
    {
        var records = source.Records;
        var bytes = 0L;
        foreach (var i in indices)
        {
            ref readonly var record = ref records[i];
            if (!IsInside(source, record.Key) || !IsInside(source, record.Headers) || !IsInside(source, record.Value))
                throw new ArgumentException($"A slice of record {i} is outside the batch's buffer.", nameof(source));
            var size = record.Key.Length + record.Value.Length + KafkaHeaders.SizeLimit(record);
            if (size > log.Options.MaxRecordBytes)
                throw new ArgumentException($"Record {i} takes {size} bytes; the largest allowed (kafka.max-record-size) is {log.Options.MaxRecordBytes}.", nameof(source));
            bytes += size;
        }

        return bytes;
    }

    private static bool IsInside(RecordBatch source, Utf8Slice slice) =>
        slice.Offset >= 0 && slice.Length >= 0 && (long)slice.Offset + slice.Length <= source.Length;
}
