using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests.Past;

/// <summary>
/// From where the past events of one partition are read. The seam is an offset, and an event has one: what lies before it is read from the store, the rest from the log, so that none is missing there and none comes
/// twice, and each partition's events come in the order in which its shard had them.
/// </summary>
/// <param name="Shard">The partition.</param>
internal sealed record PastPartition(ShardId Shard)
{
    // What a second or two of reading may cost anyway, and how many records of the log are read for an event that the store has sorted by its tenant.
    private const long FewRecords = 1_000_000;
    private const long MostRecordsForOne = 8;

    /// <summary>What is read from the store; null for nothing. Its count is of everything that the store has in the range.</summary>
    public HistoryRange? Stored { get; init; }

    /// <summary>Offset from which the log is read, to know the ids of what was there before.</summary>
    public long ReadFrom { get; init; }

    /// <summary>Offsets whose events are read from the log, ascending.</summary>
    public IReadOnlyList<(long From, long To)> Logged { get; init; } = [];

    /// <summary>Whether nothing of it is read.</summary>
    public bool IsEmpty => Stored is null && Logged.Count == 0;

    /// <summary>About how many events are read from the store.</summary>
    public long StoredRows { get; private init; }

    /// <summary>How many records are read from the log.</summary>
    public long Records => Logged.Count == 0 ? 0 : Logged[0].From - ReadFrom + Logged.Sum(stretch => stretch.To - stretch.From);

    /// <summary>Divides a partition among the two.</summary>
    /// <param name="shard">The partition.</param>
    /// <param name="log">What the log has of it; null when it does not have it.</param>
    /// <param name="stored">What the store has of the range; null for nothing.</param>
    /// <param name="isKept">Whether the store surely has what it was given of the range; false where there is no store.</param>
    /// <param name="needsPlaces">Whether the rules look at coordinates.</param>
    public static PastPartition Of(ShardId shard, LogReach? log, HistoryRange? stored, bool isKept, bool needsPlaces)
    {
        var onlyStored = new PastPartition(shard) { Stored = stored, StoredRows = stored?.Rows ?? 0 };
        if (log is not { } reach) return onlyStored;
        var divided = Divide(shard, reach, stored, isKept);
        var isTooMuch = divided.Records > FewRecords && divided.Records > MostRecordsForOne * onlyStored.StoredRows;
        var lacksPlaces = needsPlaces && stored?.FirstWithoutPlace is not null;
        return isTooMuch && isKept && !lacksPlaces && reach.End - reach.Delivered < FewRecords ? onlyStored : divided;
    }

    private static PastPartition Divide(ShardId shard, LogReach reach, HistoryRange? stored, bool isKept)
    {
        var storedEnd = stored?.End ?? 0;
        // Between the last stored event of the range and what was delivered there is none of it; what was not delivered only the log has.
        var tail = Math.Max(storedEnd, reach.Delivered);
        var seam = isKept ? Math.Min(reach.Sure, Math.Max(reach.From, tail)) : reach.From;
        List<(long From, long To)> logged = [];
        if (!isKept || tail <= seam) Add(seam, reach.End);
        else if (storedEnd >= tail) Add(seam, reach.End);
        else
        {
            Add(seam, storedEnd);
            Add(Math.Max(seam, tail), reach.End);
        }

        var before = stored is null || stored.First >= seam ? null : stored with { End = Math.Min(stored.End, seam) };
        return new PastPartition(shard)
        {
            Stored = before, ReadFrom = reach.ReadFrom, Logged = logged,
            StoredRows = before is null ? 0 : (long)((double)before.Rows * (before.End - before.First) / (stored!.End - stored.First)),
        };

        void Add(long from, long to)
        {
            if (from < to) logged.Add((from, to));
        }
    }
}
