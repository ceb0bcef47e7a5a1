using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>One partition: its segments for readers, its queue for appenders. What is written belongs to <see cref="PartitionWriter"/>.</summary>
internal sealed class SegmentPartition : ILogPartition
{
    private readonly SegmentLogOptions _options;
    private readonly Lock _gate = new();
    private Segment[] _segments;
    private SegmentReader[] _readers = [];
    private long _endOffset;
    private long _retentionFloor = long.MaxValue;

    public SegmentPartition(string topic, int index, IReadOnlyList<Segment> segments, DuplicateIndex duplicates, SegmentLogOptions options)
    {
        Topic = topic;
        Index = index;
        Name = NameOf(topic, index);
        Tag = TagOf(topic, index);
        Directory = Path.Combine(options.Directory, Name);
        Duplicates = duplicates;
        Queue = new AppendQueue(options.MaxQueuedBytes);
        _options = options;
        _segments = [.. segments];
        _endOffset = segments[^1].EndOffset;
    }

    public string Topic { get; }

    public int Index { get; }

    /// <summary>Topic and number, as the folder is called.</summary>
    public string Name { get; }

    /// <summary>Stands in every frame, so that a file in the wrong folder is noticed.</summary>
    public uint Tag { get; }

    public string Directory { get; }

    public DuplicateIndex Duplicates { get; }

    public AppendQueue Queue { get; }

    /// <summary>Who must know that something was queued; set once while opening.</summary>
    public Committer? Committer { get; set; }

    public ISegmentFiles Files => _options.Files;

    /// <summary>All segments, oldest first; never empty.</summary>
    public Segment[] Segments => Volatile.Read(ref _segments);

    public long StartOffset => Segments[0].BaseOffset;

    public long EndOffset => Volatile.Read(ref _endOffset);

    public long SizeInBytes => Segments.Sum(segment => segment.DurableLength);

    /// <summary>Files of ids whose segment is gone, with the time of the youngest id. Used by retention only.</summary>
    public List<(string Path, long LastCommittedAt)> OrphanedIds { get; } = [];

    /// <summary>Lowest offset that a consumer still needs.</summary>
    public long RetentionFloor
    {
        get => Volatile.Read(ref _retentionFloor);
        set => Volatile.Write(ref _retentionFloor, value);
    }

    public static string NameOf(string topic, int index) => FormattableString.Invariant($"{topic}-{index}");

    public static uint TagOf(string topic, int index) => Crc32C.Compute(Encoding.UTF8.GetBytes(NameOf(topic, index)));

    public void Refresh()
    {
    }

    public ValueTask AppendAsync(
        RecordBatch source, ReadOnlyMemory<int> indices, Memory<long> offsets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (offsets.Length < indices.Length) throw new ArgumentException("There must be room for an offset of each record.", nameof(offsets));
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled(cancellation);
        if (indices.IsEmpty) return ValueTask.CompletedTask;
        var bytes = SizeLimit(source, indices.Span);
        if (bytes > _options.MaxAppendBytes)
            throw new ArgumentException($"An append of {bytes} bytes is above the limit of {_options.MaxAppendBytes}.", nameof(indices));
        ValueTask task;
        try
        {
            task = Queue.Enqueue(source, indices, offsets, bytes, cancellation);
        }
        catch (LogUnavailableException exception)
        {
            return ValueTask.FromException(exception);
        }

        Committer!.Wake();
        return task;
    }

    public ILogReader OpenReader(long offset)
    {
        RequireKnown(offset);
        var reader = new SegmentReader(this, Math.Max(offset, StartOffset));
        lock (_gate) _readers = [.. _readers, reader];
        return reader;
    }

    public long OffsetAt(long receivedAtMicros)
    {
        foreach (var segment in Segments)
        {
            if (segment.MaxReceivedAt < receivedAtMicros) continue;
            using var reader = new SegmentReader(this, Math.Max(segment.BaseOffset, segment.Index.Before(receivedAtMicros).Offset));
            if (reader.FindReceivedAt(receivedAtMicros) is { } offset) return offset;
        }

        return EndOffset;
    }

    public void Close(SegmentReader reader)
    {
        lock (_gate) _readers = [.. _readers.Where(other => other != reader)];
    }

    /// <summary>A new segment at the end.</summary>
    public void Add(Segment segment)
    {
        lock (_gate) Volatile.Write(ref _segments, [.. _segments, segment]);
    }

    /// <summary>Takes the first segment away from readers; false when it is the one being written.</summary>
    public bool TryRemoveFirst(Segment first)
    {
        lock (_gate)
        {
            if (_segments.Length < 2 || _segments[0] != first) return false;
            Volatile.Write(ref _segments, _segments[1..]);
            return true;
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The log has not come that far: it lost records, or is another one than the caller remembers.</exception>
    public void RequireKnown(long offset)
    {
        if (offset > EndOffset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{Name} ends at offset {EndOffset}: this is not the log that the offset comes from.");
    }

    public void Publish(long endOffset) => Volatile.Write(ref _endOffset, endOffset);

    public void NotifyReaders()
    {
        foreach (var reader in Volatile.Read(ref _readers)) reader.Notify();
    }

    /// <summary>Looks at every record on the caller's thread, so that a wrong slice is that caller's error and does not stop the writer.</summary>
    private static long SizeLimit(RecordBatch source, ReadOnlySpan<int> indices)
    {
        var records = source.Records;
        var bytes = 0L;
        foreach (var index in indices)
        {
            ref readonly var record = ref records[index];
            if (!IsInside(source, record.Key) || !IsInside(source, record.Headers) || !IsInside(source, record.Value))
                throw new ArgumentException($"A slice of record {index} is outside the batch's buffer.", nameof(source));
            bytes += CommitBuffer.SizeLimit(record);
        }

        return bytes;
    }

    private static bool IsInside(RecordBatch source, Utf8Slice slice) =>
        slice.Offset >= 0 && slice.Length >= 0 && (long)slice.Offset + slice.Length <= source.Length;
}
