using Analytics.Actors.Replay;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests.Past;

/// <summary>Single past events by where they are: as they are stored, and what is not stored (yet) as the log has it. Any thread.</summary>
/// <param name="log">The log; null without.</param>
/// <param name="history">The store; null without.</param>
/// <param name="stored">Its events for people; null without.</param>
internal sealed class PastFinder(PastLog? log = null, EventHistory? history = null, StoredEvents? stored = null)
{
    // One event is wanted, and not those behind it.
    private const int BytesAtOnce = 16 * 1024;

    /// <summary>Amounts of events; those without one, and those that are nowhere, have none.</summary>
    public async Task<IReadOnlyDictionary<EventPosition, decimal>> AmountsAsync(BacktestPlan plan, IEnumerable<EventPosition> positions, CancellationToken cancellation)
    {
        var found = new Dictionary<EventPosition, decimal>();
        foreach (var (shard, offsets) in ByShard(positions))
        {
            if (history is not null)
                foreach (var (offset, amount) in await history.AmountsAsync(plan.Tenant, plan.WarmFrom, plan.ReadTo, shard.Topic, shard.Partition, offsets, cancellation)) found[At(shard, offset)] = amount;
            Read(plan, shard, [.. offsets.Where(offset => !found.ContainsKey(At(shard, offset)))], (in row, _) => found[At(shard, row.Offset)] = row.AmountMicros / (decimal)Money.Scale, cancellation);
        }

        return found;
    }

    /// <summary>Events for people; those that are nowhere are left out.</summary>
    public async Task<IReadOnlyDictionary<EventPosition, StoredEvent>> EventsAsync(BacktestPlan plan, IEnumerable<EventPosition> positions, CancellationToken cancellation)
    {
        var found = new Dictionary<EventPosition, StoredEvent>();
        foreach (var (shard, offsets) in ByShard(positions))
        {
            if (stored is not null)
                foreach (var one in await stored.AtAsync(plan.Tenant, shard.Topic, shard.Partition, offsets, plan.WarmFrom, plan.ReadTo, cancellation)) found[At(shard, one.Offset)] = one;
            Read(plan, shard, [.. offsets.Where(offset => !found.ContainsKey(At(shard, offset)))], (in row, batch) => found[At(shard, row.Offset)] = StoredEvent.Of(row, batch, shard.Topic, shard.Partition), cancellation);
        }

        return found;
    }

    private static IEnumerable<(ShardId Shard, List<long> Offsets)> ByShard(IEnumerable<EventPosition> positions) =>
        positions.GroupBy(at => new ShardId(at.Topic, at.Partition)).Select(group => (group.Key, group.Select(at => at.Offset).Distinct().Order().ToList()));

    private static EventPosition At(ShardId shard, long offset) => new(shard.Topic, shard.Partition, offset);

    private void Read(BacktestPlan plan, ShardId shard, IReadOnlyList<long> offsets, Found found, CancellationToken cancellation)
    {
        if (offsets.Count == 0 || log?.Find(shard) is not { } partition) return;
        List<long> kept = [.. offsets.Where(offset => offset >= partition.StartOffset && offset < partition.EndOffset)];
        if (kept.Count == 0) return;
        using var events = log.Open(partition, kept[0], new LogSelection(Symbols.Intern(plan.Tenant), plan.WarmFrom, plan.ReadTo, kept[0]), log.Options with { BatchBytes = BytesAtOnce });
        foreach (var offset in kept)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryRead(events, offset))
                foreach (ref readonly var row in events.Batch.Rows) found(in row, events.Batch);
        }
    }

    // Retention goes on meanwhile: what it took since the bounds were looked at is where the rest is that it took before.
    private static bool TryRead(LogEvents events, long offset)
    {
        try
        {
            if (events.Position != offset) events.Seek(offset);
            return events.Advance(offset + 1, waits: true);
        }
        catch (LogTruncatedException)
        {
            return false;
        }
    }

    private delegate void Found(in EventRow row, EventBatch batch);
}
