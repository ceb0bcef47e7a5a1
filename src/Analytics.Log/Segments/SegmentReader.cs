using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>
/// Reads one partition. A read takes a run of frames from the file into the batch's buffer with one call, checks each frame and points records into
/// it. A frame is taken whole, so the buffer may hold up to a frame more than was asked for, and what did not fit in the
/// number of records is read again.
/// </summary>
internal sealed class SegmentReader(SegmentPartition partition, long offset) : ILogReader
{
    private readonly RecordBatch _probe = new();
    private Segment? _segment;
    private ISegmentFile? _file;

    /// <summary>Where the next frame begins and the offset it must begin with.</summary>
    private long _framePosition;
    private long _frameOffset;

    public long Position { get; private set; } = offset;

    public Action? Arrived { get; set; }

    public int Read(RecordBatch target, int maxRecords, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        target.Clear();
        while (target.Count == 0 && Position < partition.EndOffset)
        {
            if (_segment is null) Enter();
            else if (_framePosition >= _segment.DurableLength) Leave();
            else Fill(target, maxRecords, maxBytes);
        }

        target.NextOffset = Position;
        return target.Count;
    }

    public int ReadOrWait(RecordBatch target, int maxRecords, int maxBytes) => Read(target, maxRecords, maxBytes);

    public bool IsAtEnd => Position >= partition.EndOffset;

    public void Seek(long offset)
    {
        partition.RequireKnown(offset);
        Leave();
        Position = offset;
    }

    /// <summary>First offset from here on that was received at or after a time; null when there is none.</summary>
    public long? FindReceivedAt(long receivedAt)
    {
        while (Read(_probe, 4096, FrameHeader.PayloadTarget) > 0)
        {
            foreach (ref readonly var record in _probe.Records)
                if (record.ReceivedAt >= receivedAt) return record.Offset;
        }

        return null;
    }

    /// <summary>Calls back when there is something to read. What a consumer throws must not reach the writer, nor the other readers.</summary>
    public void Notify()
    {
        try
        {
            if (Position < partition.EndOffset) Arrived?.Invoke();
        }
        catch (Exception)
        {
        }
    }

    public void Dispose()
    {
        partition.Close(this);
        Leave();
    }

    /// <summary>Opens the segment that holds the position.</summary>
    private void Enter()
    {
        var segments = partition.Segments;
        var at = segments.Length - 1;
        while (at >= 0 && segments[at].BaseOffset > Position) at--;
        if (at < 0) throw Truncated();
        var segment = segments[at];
        if (Position >= segment.EndOffset && at < segments.Length - 1) throw Damaged(segment, segment.DurableLength, "records are missing at its end");
        try
        {
            _file = partition.Files.OpenRead(segment.LogPath);
        }
        catch (FileNotFoundException) when (partition.StartOffset > Position)
        {
            throw Truncated();
        }
        catch (FileNotFoundException)
        {
            throw Damaged(segment, 0, "the file is missing");
        }

        var entry = segment.Index.AtOrBefore(Position);
        _segment = segment;
        _framePosition = entry.Position;
        _frameOffset = Math.Max(entry.Offset, segment.BaseOffset);
    }

    private void Leave()
    {
        _file?.Dispose();
        _file = null;
        _segment = null;
    }

    private void Fill(RecordBatch target, int maxRecords, int maxBytes)
    {
        var left = _segment!.DurableLength - _framePosition;
        var wanted = (int)Math.Min(Math.Max(maxBytes, FrameHeader.Size), left);
        target.Clear();
        ReadBytes(target, wanted);
        FrameHeader.TryRead(target.Buffer.AsSpan(0, wanted), out var first);
        if (first.Length > wanted && first.Length <= left)
        {
            wanted = first.Length;
            ReadBytes(target, wanted);
        }

        TakeFrames(target, wanted, maxRecords);
    }

    private void ReadBytes(RecordBatch target, int wanted)
    {
        var read = _file!.Read(target.Reserve(wanted)[..wanted], _framePosition);
        if (read < wanted) throw Damaged(_segment!, _framePosition + read, $"the file ends {wanted - read} bytes early");
    }

    private void TakeFrames(RecordBatch target, int available, int maxRecords)
    {
        var at = 0;
        while (available - at >= FrameHeader.Size && target.Count < maxRecords)
        {
            ReadOnlySpan<byte> bytes = target.Buffer.AsSpan(at, available - at);
            if (!FrameHeader.TryRead(bytes, out var header)) throw Damaged(_segment!, _framePosition, "there is no head of a frame");
            if (header.Length > bytes.Length && at > 0) break;
            Check(bytes, header);
            var length = header.Length;
            if (header.EndOffset > Position && !TakeRecords(target, at, header, maxRecords))
            {
                target.Length = at + length;
                return;
            }

            at += length;
            _framePosition += length;
            _frameOffset = header.EndOffset;
        }

        target.Length = at;
    }

    private void Check(ReadOnlySpan<byte> bytes, in FrameHeader header)
    {
        if (header.Length > bytes.Length) throw Damaged(_segment!, _framePosition, "a frame reaches beyond the end");
        if (!header.Verifies(bytes, partition.Tag)) throw Damaged(_segment!, _framePosition, "the checksum of a frame is wrong");
        if (header.BaseOffset != _frameOffset)
            throw Damaged(_segment!, _framePosition, $"a frame begins with offset {header.BaseOffset} instead of {_frameOffset}");
    }

    /// <summary>Adds the records of a frame from the position on; false when some were left because there were enough.</summary>
    private bool TakeRecords(RecordBatch target, int at, in FrameHeader header, int maxRecords)
    {
        var cursor = new RecordCursor(target.Buffer.AsSpan(at, header.Length), header, at);
        var skip = default(LogRecord);
        var offset = header.BaseOffset;
        for (; offset < Position; offset++)
            if (!cursor.TryRead(ref skip)) throw BadRecord(offset);
        var end = Math.Min(header.EndOffset, offset + maxRecords - target.Count);
        for (; offset < end; offset++)
        {
            ref var record = ref target.Add();
            if (!cursor.TryRead(ref record)) throw BadRecord(offset);
            record.Offset = offset;
        }

        Position = offset;
        return offset == header.EndOffset;
    }

    private LogDamagedException BadRecord(long offset) => Damaged(_segment!, _framePosition, $"record {offset} has no valid structure");

    private static LogDamagedException Damaged(Segment segment, long position, string what) =>
        new($"{segment.LogPath} is damaged at byte {position}: {what}.");

    private LogTruncatedException Truncated()
    {
        var start = partition.StartOffset;
        return new LogTruncatedException(
            $"{partition.Name}: retention deleted offsets {Position} to {start - 1} before they were read.", Position, start);
    }
}
