using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>Reads a whole log file: builds index and ids of its complete commits and says where it stops being right.</summary>
internal sealed class SegmentContents(Segment segment, uint tag)
{
    private readonly List<FrameDraft> _frames = [];
    private readonly List<UInt128> _ids = [];
    private int _commitLength;
    private int _framesBehind;

    /// <summary>Ids of the complete commits.</summary>
    public IdRuns Ids { get; } = new();

    /// <summary>Why the file is not one run of complete commits; null when it is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Where the fault is.</summary>
    public long FaultPosition { get; private set; }

    /// <summary>Reads on to the end or the first fault, moving the segment's durable end behind each complete commit.</summary>
    public void Read(ISegmentFile file)
    {
        using var scan = new SegmentScan(file, file.Length, tag, segment.BaseOffset);
        while (scan.TryNext())
        {
            if (!Take(scan)) return;
        }

        if (scan.Fault is not null) Fail(scan.Fault, scan.Position);
        else if (_framesBehind > 0) Fail("a commit is cut off", scan.Position);
    }

    private bool Take(SegmentScan scan)
    {
        ref readonly var header = ref scan.Header;
        var position = scan.Position - header.Length;
        var expectedCommit = _frames.Count == 0 ? header.BaseOffset : _frames[0].BaseOffset;
        if (header.CommitOffset != expectedCommit || (_frames.Count > 0 && header.FramesBehind != _framesBehind - 1))
            return Fail("a frame belongs to another commit", position);
        if (!TakeRecords(scan, out var maxReceivedAt)) return Fail("the records of a frame have no valid structure", position);
        _frames.Add(new FrameDraft
        {
            Start = _commitLength,
            Length = header.Length,
            Count = header.Count,
            BaseOffset = header.BaseOffset,
            MaxReceivedAt = maxReceivedAt,
        });
        _commitLength += header.Length;
        _framesBehind = header.FramesBehind;
        if (_framesBehind == 0) CompleteCommit(header.CommittedAt);
        return true;
    }

    private bool TakeRecords(SegmentScan scan, out long maxReceivedAt)
    {
        maxReceivedAt = long.MinValue;
        var cursor = new RecordCursor(scan.Frame, scan.Header, 0);
        var record = default(LogRecord);
        for (var i = scan.Header.Count; i > 0; i--)
        {
            if (!cursor.TryRead(ref record)) return false;
            if (record.Id != default) _ids.Add(record.Id);
            maxReceivedAt = Math.Max(maxReceivedAt, record.ReceivedAt);
        }

        return true;
    }

    private void CompleteCommit(long committedAt)
    {
        segment.Advance(_frames, _commitLength, committedAt);
        Ids.Add(committedAt, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids));
        _frames.Clear();
        _ids.Clear();
        _commitLength = 0;
    }

    private bool Fail(string fault, long position)
    {
        Fault = fault;
        FaultPosition = position;
        return false;
    }
}
