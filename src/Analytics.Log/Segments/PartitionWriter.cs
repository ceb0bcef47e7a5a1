using System.Diagnostics;
using System.Runtime.InteropServices;
using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>
/// Writes one partition, on its committer's thread only. Invariants: a commit is one write at the durable end, then one flush; the next write
/// begins after that flush; what a failed write left behind is cut off and flushed before anything else is written. So a file is
/// always a run of flushed commits with at most one torn one behind.
/// </summary>
internal sealed class PartitionWriter : IDisposable
{
    private readonly SegmentPartition _partition;
    private readonly SegmentLogOptions _options;
    private readonly TimeProvider _time;
    private readonly WriterHealth _health;
    private readonly DuplicateBudget _budget;
    private readonly DurableMark _mark;
    private readonly SegmentSealer _sealer;
    private readonly LogTelemetry _telemetry;
    private readonly CommitBuffer _buffer;
    private readonly PreparedRoom _room;
    private readonly List<PendingAppend> _appends = [];
    private readonly List<UInt128> _addedIds = [];
    private Segment _segment;
    private ISegmentFile _file;
    private long _committedAt;
    private int _duplicates;

    public PartitionWriter(SegmentPartition partition, DurableMark mark, SegmentLogScope scope)
    {
        _partition = partition;
        _options = scope.Options;
        _time = scope.Time;
        _budget = scope.Budget;
        _sealer = scope.Sealer;
        _telemetry = scope.Telemetry;
        _mark = mark;
        _health = new WriterHealth(partition.Name, scope.Space, scope.Options.HealInterval, scope.Time);
        _buffer = new CommitBuffer(partition.Tag);
        _room = new PreparedRoom(scope.Options.RoomAhead);
        _segment = partition.Segments[^1];
        _room.Begin(_segment.DurableLength);
        _file = _options.Files.OpenWrite(_segment.LogPath);
        _mark.Move(partition.Tag, _segment.BaseOffset, _segment.DurableLength);
    }

    /// <summary>What keeps this partition from being written; null when nothing does. Any thread.</summary>
    public string? Trouble => _health.Trouble;

    public bool HasWork => _partition.Queue.HasWork;

    /// <summary>Takes what is queued and writes it; true when <see cref="Flush"/> must follow.</summary>
    public bool Write()
    {
        _partition.Queue.Take(_appends, _options.MaxCommitBytes);
        _appends.RemoveAll(WasCancelled);
        if (_appends.Count == 0) return false;
        try
        {
            if (_health.Refusal() is { } refusal) return Refuse(refusal);
            if (_segment.DurableLength >= _options.SegmentBytes && Roll() is { } failure) return Refuse(failure);
            Encode();
            if (_buffer.IsEmpty)
            {
                CompleteAll();
                return false;
            }

            return TryWrite();
        }
        catch (Exception exception)
        {
            return Refuse(_health.Stop("its writer failed", exception));
        }
    }

    /// <summary>Flushes what <see cref="Write"/> wrote, shows it to readers and completes the callers.</summary>
    public void Flush()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            _file.Flush();
            var took = Stopwatch.GetElapsedTime(started);
            _segment.Advance(_buffer.Frames, _buffer.Length, _committedAt);
            _mark.Move(_partition.Tag, _segment.BaseOffset, _segment.DurableLength);
            _health.Healed();
            _telemetry.Committed(_partition.Topic, _appends.Count, (int)(_buffer.NextOffset - _buffer.Frames[0].BaseOffset), _buffer.Length, took);
        }
        catch (Exception exception)
        {
            Refuse(_health.Stop("a flush to disk failed", exception));
            return;
        }

        _partition.Publish(_segment.EndOffset);
        CompleteAll();
        _partition.NotifyReaders();
        _budget.Enforce();
    }

    /// <summary>Closes the files; the mark survives a loss of power.</summary>
    public void Dispose()
    {
        if (!_health.IsStopped) CutRoom();
        _mark.Flush();
        _mark.Dispose();
        _file.Dispose();
    }

    private void Encode()
    {
        _committedAt = LogClock.NowMicros(_time);
        _buffer.Begin(_segment.EndOffset, _committedAt);
        _addedIds.Clear();
        _duplicates = 0;
        _partition.Duplicates.Expire(_committedAt);
        lock (_partition.Duplicates.Gate)
        {
            foreach (var append in _appends) Encode(append);
        }

        _buffer.Finish();
    }

    private void Encode(PendingAppend append)
    {
        var source = append.Source;
        var records = source.Records;
        var indices = append.Indices.Span;
        var offsets = append.Offsets.Span;
        for (var i = 0; i < indices.Length; i++)
        {
            ref readonly var record = ref records[indices[i]];
            if (record.Id != default)
            {
                if (!_partition.Duplicates.TryAdd(record.Id, _committedAt))
                {
                    offsets[i] = -1;
                    _duplicates++;
                    continue;
                }

                _addedIds.Add(record.Id);
            }

            offsets[i] = _buffer.Add(source, record);
        }
    }

    private bool TryWrite()
    {
        try
        {
            _file.Write(_buffer.Bytes, _segment.DurableLength);
            _room.Reach(_file, _segment.DurableLength + _buffer.Length);
            return true;
        }
        catch (IOException exception)
        {
            return Refuse(CutBack(exception));
        }
    }

    /// <summary>Takes a failed write back. When that fails too, what is on the disk is not known any more.</summary>
    private LogUnavailableException CutBack(IOException cause)
    {
        try
        {
            _file.Truncate(_segment.DurableLength);
            _file.Flush();
            _room.Begin(_segment.DurableLength);
        }
        catch (IOException exception)
        {
            return _health.Stop("a write failed and could not be taken back", exception);
        }

        lock (_partition.Duplicates.Gate) _partition.Duplicates.Remove(CollectionsMarshal.AsSpan(_addedIds));
        return _health.Pause(cause);
    }

    private LogUnavailableException? Roll()
    {
        if (CutRoom() is { } failure) return failure;
        var next = new Segment(_partition.Directory, _segment.EndOffset);
        ISegmentFile file;
        try
        {
            file = _options.Files.OpenWrite(next.LogPath);
        }
        catch (IOException exception)
        {
            return _health.Pause(exception);
        }

        try
        {
            _options.Files.FlushDirectory(_partition.Directory);
        }
        catch (IOException exception)
        {
            file.Dispose();
            return _health.Stop("a flush of its folder failed", exception);
        }

        _file.Dispose();
        _sealer.Seal(_segment, _partition.Tag);
        (_segment, _file) = (next, file);
        _room.Begin(0);
        _partition.Add(next);
        _mark.Move(_partition.Tag, next.BaseOffset, 0);
        return null;
    }

    /// <summary>A full segment ends with its last commit, which recovery checks: so before the next one begins.</summary>
    private LogUnavailableException? CutRoom()
    {
        if (!_room.IsBehind(_segment.DurableLength)) return null;
        try
        {
            _file.Truncate(_segment.DurableLength);
            _file.Flush();
            return null;
        }
        catch (IOException exception)
        {
            return _health.Stop("the end of a full segment could not be cut", exception);
        }
    }

    private static bool WasCancelled(PendingAppend append)
    {
        if (!append.Cancellation.IsCancellationRequested) return false;
        append.Fail(new OperationCanceledException(append.Cancellation));
        return true;
    }

    private bool Refuse(LogUnavailableException reason)
    {
        _telemetry.Refused(_partition.Topic, _appends.Count);
        foreach (var append in _appends) append.Fail(new LogUnavailableException(reason.Message, reason.InnerException));
        _appends.Clear();
        return false;
    }

    private void CompleteAll()
    {
        if (_duplicates > 0) _telemetry.Duplicates(_partition.Topic, _duplicates);
        foreach (var append in _appends) append.Complete();
        _appends.Clear();
    }
}
