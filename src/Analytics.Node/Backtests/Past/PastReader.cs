using Analytics.Actors.Replay;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests.Past;

/// <summary>
/// Reads the past events of one partition in the order of its log: first from the store, then from the log. Should the log's retention overtake the reading, the store has what went. One thread at a time, the same
/// for all partitions.
/// </summary>
/// <param name="number">Goes into the high bits of offsets, because an offset alone says nothing where events of several partitions meet.</param>
/// <param name="stored">The store's part; null for none.</param>
/// <param name="logged">Offsets that are read from the log.</param>
/// <param name="readFrom">Offset from which the log is read, to know the ids of what was there before.</param>
/// <param name="openLog">Opens the log at an offset.</param>
/// <param name="openStore">Opens the store for offsets that the log no longer has; null where there is none.</param>
/// <param name="byMaskedUser">Whether users are told apart as the store can, by their masked names, because some events come from there.</param>
internal sealed class PastReader(
    long number, PastReader.ReadStore? stored, IReadOnlyList<(long From, long To)> logged, long readFrom, Func<long, LogEvents> openLog, Func<long, long, PastReader.ReadStore>? openStore, bool byMaskedUser) : IDisposable
{
    /// <summary>Bits of an offset that are the log's own.</summary>
    public const int OffsetBits = 44;

    private const int MostAtOnce = 4096;
    private readonly List<(long From, long To)> _left = [.. logged];
    private ReadStore? _stored = stored;
    private LogEvents? _log;
    private bool _byMaskedUser = byMaskedUser;

    /// <summary>Puts the next events of the store into a batch, at most so many; false at the end.</summary>
    internal delegate bool ReadStore(EventBatch target, int most);

    /// <summary>Reads the next events; false at the end.</summary>
    /// <exception cref="BacktestException">Events are gone.</exception>
    public bool Read(PastBatch target)
    {
        (target.Looked, target.IsFromLog) = (0, false);
        if (_stored is { } store)
        {
            if (store(target.Events, MostAtOnce))
            {
                target.Looked = target.Events.Count;
                Number(target.Events);
                return true;
            }

            _stored = null;
        }

        while (_left.Count > 0)
        {
            try
            {
                if (ReadLog(target)) return true;
            }
            catch (LogTruncatedException gone)
            {
                Overtake(gone.Position, gone.StartOffset);
                return Read(target);
            }
        }

        target.Events.Reset(target.Records);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    // False when there was nothing left of the stretch.
    private bool ReadLog(PastBatch target)
    {
        if (_log is null)
        {
            _log = openLog(readFrom);
            // A reader begins where the log does, which may have moved on.
            if (_log.Position > readFrom) throw new LogTruncatedException("The log moved on.", readFrom, _log.Position);
        }

        var to = _left[0].To;
        if (_log.Position >= to)
        {
            _left.RemoveAt(0);
            if (_left.Count > 0 && _log.Position < _left[0].From) _log.Seek(_left[0].From);
            return false;
        }

        var before = _log.Position;
        _log.Use(target.Records, target.Events);
        if (!_log.Advance(to, waits: true)) throw new BacktestException($"The log ends at offset {_log.Position}, and offset {to - 1} was there a moment ago.");
        (target.Looked, target.IsFromLog) = (_log.Position - before, true);
        if (_byMaskedUser) KnowByMaskedName(target.Events);
        Number(target.Events);
        return true;
    }

    // Retention was faster: the store was given what went.
    private void Overtake(long position, long start)
    {
        var (from, to) = _left[0];
        var (gone, next) = (Math.Max(from, position), Math.Min(to, start));
        if (gone < next) _stored = openStore?.Invoke(gone, next) ?? throw new BacktestException($"The log deleted offsets {gone} to {next - 1} before they were read (retention), and no store has them.");
        _left[0] = (Math.Max(from, start), to);
        if (_left[0].From >= to) _left.RemoveAt(0);
        if (_left.Count > 0) _log!.Seek(Math.Max(start, _left[0].From));
        _byMaskedUser = true;
    }

    private void Number(EventBatch events)
    {
        foreach (ref var row in events.Rows) row.Offset |= number << OffsetBits;
    }

    private static void KnowByMaskedName(EventBatch events)
    {
        foreach (ref var row in events.Rows) row.UserHash = row.UserId.IsEmpty ? 0 : EventHistory.UserHash(events.Bytes(row.UserId));
    }
}
