using System.Globalization;
using Analytics.Actors.Replay;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Node.Configuration;
using Analytics.Processing.Time;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Backtests.Past;

/// <summary>
/// Past events: of the log as far as it reaches back, and of the store before that. Either may be missing. Any thread; all of it blocks, on threads that are there for nothing else.
/// </summary>
/// <param name="options">Settings.</param>
/// <param name="time">Clock.</param>
/// <param name="log">The log; null without.</param>
/// <param name="history">The store; null without.</param>
/// <param name="delivered">How far the store is; null when nobody knows.</param>
internal sealed class PastSources(NodeOptions options, TimeProvider time, PastLog? log = null, EventHistory? history = null, DeliveredOffsets? delivered = null)
{
    private const int MostTypesNamed = 100;

    /// <summary>Decides what is read from where.</summary>
    /// <param name="plan">The backtest.</param>
    /// <param name="lanes">Topics whose events are wanted.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="BacktestException">Some of the range is nowhere any more.</exception>
    public PastPlan Plan(BacktestPlan plan, IReadOnlyCollection<string> lanes, CancellationToken cancellation)
    {
        // First how far deliveries are, then what is there: the other way round what is delivered meanwhile would be missing.
        var given = history is null || delivered is null ? new Dictionary<ShardId, long>() : Wait(delivered.ReadAsync());
        var stored = history is null ? [] : Wait(history.RangesAsync(plan.Tenant, plan.WarmFrom, plan.ReadTo, plan.From, cancellation)).Where(range => lanes.Contains(range.Topic)).ToDictionary(range => new ShardId(range.Topic, range.Partition));
        var isKept = history is not null && Since(plan) > Now - Micros.Of(options.Sinks.Clickhouse.Retention);
        var shards = lanes.SelectMany(lane => log?.PartitionsOf(lane) ?? []).Union(stored.Keys).OrderBy(shard => shard.Topic, StringComparer.Ordinal).ThenBy(shard => shard.Partition);
        var partitions = new List<PastPartition>();
        foreach (var shard in shards)
        {
            cancellation.ThrowIfCancellationRequested();
            var partition = log?.Find(shard);
            var range = stored.GetValueOrDefault(shard);
            var divided = PastPartition.Of(shard, partition is null ? null : Reach(partition, plan, given.GetValueOrDefault(shard)), range, isKept, plan.NeedsPlaces);
            Require(plan, partition, divided);
            if (!divided.IsEmpty) partitions.Add(divided);
        }

        return new PastPlan(partitions);
    }

    /// <summary>Opens every partition; whoever asks disposes them. They are read on one thread.</summary>
    public IReadOnlyList<PastReader> Open(BacktestPlan plan, PastPlan past, CancellationToken cancellation)
    {
        var selection = past.Stored.Count == 0 ? null : Selection(plan, cancellation);
        var reader = selection is null ? null : Wait(history!.OpenAsync(selection, past.Stored, options.Backtest.EventsInMemory, cancellation));
        var left = new Queue<HistoryEvents>(reader?.Partitions ?? []);
        // A state that is kept by one hash of a user is not found by another.
        var byMaskedUser = reader is not null;
        return [.. past.Partitions.Select((partition, i) => new PastReader(i, partition.Stored is null ? null : left.Dequeue().Read, partition.Logged, partition.ReadFrom, at => OpenLog(plan, partition, at), history is null ? null : (from, to) => Reopen(partition.Shard, from, to), byMaskedUser))];

        PastReader.ReadStore Reopen(ShardId shard, long from, long to) =>
            Wait(history!.OpenAsync(selection ??= Selection(plan, cancellation), [new HistoryRange(shard.Topic, shard.Partition, to - from, from, to)], options.Backtest.EventsInMemory, cancellation)).Partitions[0].Read;
    }

    private long Now => Micros.Of(time.GetUtcNow() - DateTimeOffset.UnixEpoch);

    // No event of the range came before.
    private long Since(BacktestPlan plan) => plan.WarmFrom - Micros.Of(options.Decoding.MaxAhead);

    private LogReach Reach(ILogPartition partition, BacktestPlan plan, long given)
    {
        var (start, end, since) = (partition.StartOffset, partition.EndOffset, Since(plan));
        var from = OffsetAt(since, start);
        if (log!.Log.DropsDuplicates) return new LogReach(from, from, from, end, given);
        var horizon = Micros.Of(log.Options.DuplicateHorizon);
        var readFrom = OffsetAt(since - horizon, start);
        // What retention took may have been the first of what comes twice.
        var sure = readFrom == start && start > 0 && PastLog.ArrivalAt(partition, start) is { } first ? OffsetAt(first + horizon, from) : from;
        return new LogReach(readFrom, from, sure, end, given);

        long OffsetAt(long arrival, long least) => Math.Clamp(partition.OffsetAt(Math.Max(0, arrival)), least, Math.Max(least, end));
    }

    private void Require(BacktestPlan plan, ILogPartition? partition, PastPartition divided)
    {
        if (history is null && partition is { StartOffset: > 0 } && Beginning(partition) is var since && since > plan.From)
            throw new BacktestException($"The log reaches back to {Text(since)}, and no store keeps what came before (sinks.clickhouse.enabled): ask for a range from then on.");
        if (!plan.NeedsPlaces || divided.Stored is not { FirstWithoutPlace: { } first } range || first >= range.End) return;
        var reach = partition is null ? "the log does not have them any more" : $"the log, which has them, reaches back to {Text(Beginning(partition))}";
        throw new BacktestException(
            $"{plan.Rule.Definition.Name} looks at places (speed, distance, latitude or longitude), and ClickHouse has events of the range from before it kept their coordinates; {reach}: ask for a range from then on.");
    }

    private long Beginning(ILogPartition partition) => PastLog.ArrivalAt(partition, partition.StartOffset) ?? Now;

    private LogEvents OpenLog(BacktestPlan plan, PastPartition partition, long at) =>
        log!.Open(log.Find(partition.Shard)!, at, new LogSelection(Symbols.Intern(plan.Tenant), plan.WarmFrom, plan.ReadTo, partition.Logged[0].From) { Concerns = plan.Concerns });

    private HistorySelection Selection(BacktestPlan plan, CancellationToken cancellation)
    {
        var types = Wait(history!.TypesAsync(plan.Tenant, plan.WarmFrom, plan.ReadTo, cancellation));
        List<string> wanted = [.. types.Where(one => plan.Concerns(Symbols.Intern(one.Type), one.Kind)).Select(one => one.Type).Distinct()];
        // None would mean all.
        if (wanted.Count == 0) wanted.Add("");
        return new HistorySelection(plan.Tenant, plan.WarmFrom, plan.ReadTo, plan.Fields, wanted.Count > MostTypesNamed ? [] : wanted, options.Backtest.ReadThreads);
    }

    private static string Text(long micros) => Micros.ToUtc(micros).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static T Wait<T>(Task<T> asked) => asked.GetAwaiter().GetResult();
}
