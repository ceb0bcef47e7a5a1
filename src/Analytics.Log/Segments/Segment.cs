using System.Globalization;

namespace Analytics.Log.Segments;

/// <summary>
/// One file of a partition and what is known of it. <see cref="DurableLength"/>, <see cref="EndOffset"/> and <see cref="Index"/> are moved by
/// the partition's writer after a flush and read by any thread; a reader never looks behind them.
/// </summary>
internal sealed class Segment(string directory, long baseOffset)
{
    public const string LogSuffix = ".log";
    public const string IndexSuffix = ".index";
    public const string IdsSuffix = ".ids";

    /// <summary>Bytes of log between two entries of the sparse index.</summary>
    private const long IndexInterval = 256 * 1024;

    private long _durableLength;
    private long _endOffset = baseOffset;
    private long _maxReceivedAt = long.MinValue;
    private long _lastCommittedAt = long.MinValue;
    private long _indexedUpTo = -IndexInterval;

    public long BaseOffset { get; } = baseOffset;

    public string LogPath { get; } = PathOf(directory, baseOffset, LogSuffix);

    public string IndexPath { get; } = PathOf(directory, baseOffset, IndexSuffix);

    public string IdsPath { get; } = PathOf(directory, baseOffset, IdsSuffix);

    public SparseIndex Index { get; } = new();

    /// <summary>Bytes that are durable.</summary>
    public long DurableLength => Volatile.Read(ref _durableLength);

    /// <summary>Offset after the last durable record.</summary>
    public long EndOffset => Volatile.Read(ref _endOffset);

    /// <summary>Latest received-at of its records; <see cref="long.MinValue"/> for none.</summary>
    public long MaxReceivedAt => Volatile.Read(ref _maxReceivedAt);

    /// <summary>Time of its last commit; <see cref="long.MinValue"/> for none.</summary>
    public long LastCommittedAt => Volatile.Read(ref _lastCommittedAt);

    public static string PathOf(string directory, long baseOffset, string suffix) =>
        Path.Combine(directory, baseOffset.ToString("D20", CultureInfo.InvariantCulture) + suffix);

    /// <summary>Takes in a commit that became durable at the end of the file.</summary>
    public void Advance(IReadOnlyList<FrameDraft> frames, int length, long committedAt)
    {
        var start = _durableLength;
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i];
            var position = start + frame.Start;
            if (position - _indexedUpTo >= IndexInterval)
            {
                Index.Add(new IndexEntry(frame.BaseOffset, position, _maxReceivedAt));
                _indexedUpTo = position;
            }

            if (frame.MaxReceivedAt > _maxReceivedAt) Volatile.Write(ref _maxReceivedAt, frame.MaxReceivedAt);
        }

        Volatile.Write(ref _lastCommittedAt, committedAt);
        Volatile.Write(ref _durableLength, start + length);
        Volatile.Write(ref _endOffset, frames[^1].BaseOffset + frames[^1].Count);
    }

    /// <summary>Takes over what a sidecar says about a sealed segment.</summary>
    public void Restore(in SegmentFacts facts, ReadOnlySpan<IndexEntry> entries)
    {
        foreach (var entry in entries) Index.Add(entry);
        _maxReceivedAt = facts.MaxReceivedAt;
        _lastCommittedAt = facts.LastCommittedAt;
        _durableLength = facts.LogLength;
        _endOffset = facts.EndOffset;
    }

    public SegmentFacts Facts(uint tag, long idCount) =>
        new(tag, BaseOffset, EndOffset, DurableLength, MaxReceivedAt, LastCommittedAt, idCount);
}
