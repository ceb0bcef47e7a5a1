using Analytics.Actors.Entities;
using Analytics.Actors.Shards;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Query.Shop;

namespace Analytics.Node.Status;

/// <summary>Gathers the live counts of one tenant: asked of the actors themselves, between two of their batches.</summary>
internal sealed class LiveSource(NodeParts parts, NodeStatusSource status, TopicRates rates, DeadLetterCounts deadLetters, ITenantDirectory tenants, TimeProvider time)
{
    private const int MostTypes = 8;

    /// <summary>The counts as of now.</summary>
    public async Task<LiveAnswer> ReadAsync(string tenant)
    {
        var symbol = Symbols.TryFind(tenant, out var found) ? found : -1;
        var answers = await parts.Region.AskAllAsync(view => Ask(view, symbol));
        var shards = parts.Region.Status;
        var letters = deadLetters.Read();
        return new LiveAnswer(
            time.GetUtcNow().UtcDateTime,
            tenant,
            [.. answers.SelectMany(a => a.Tenants).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Totals(answers, symbol),
            CurrencyOf(symbol),
            answers.Sum(a => a.Totals?.EventsLastMinute ?? 0),
            answers.Sum(a => a.OpenSessions),
            shards.Sum(s => s.Lag),
            NodeStatusSource.Instant(answers.Select(a => a.Watermark).Where(w => w is not null).Min()),
            CheckpointAge(shards),
            Topics(),
            [.. shards.Select(s => status.Shard(s)).Select(s => new LiveShard(s.Topic, s.Partition, s.State, s.LagRecords))],
            status.Sinks(),
            new LiveDeadLetters(letters.Sum(l => l.Records), ByReason(letters)));
    }

    private static ShardAnswer Ask(ShardView view, int tenant)
    {
        var watermark = tenant < 0 ? long.MinValue : view.Context.Watermarks.Of(tenant);
        return new ShardAnswer(
            [.. view.Context.Watermarks.Tenants.Select(Symbols.Text)],
            tenant < 0 ? null : (view.Kind("tenant-window") as TenantWindowActors)?.Live(tenant),
            tenant < 0 ? 0 : (view.Kind("session") as SessionActors)?.OpenSessions(tenant) ?? 0,
            watermark == long.MinValue ? null : watermark);
    }

    private LiveTotalsAnswer Totals(IReadOnlyList<ShardAnswer> answers, int tenant)
    {
        var totals = answers.Select(a => a.Totals).OfType<LiveTotals>().ToList();
        var currency = CurrencyOf(tenant);
        var revenue = totals.SelectMany(t => t.RevenueByCurrency).Where(r => r.Key == currency || r.Key.Length == 0).Aggregate(Int128.Zero, (sum, r) => sum + r.Value);
        var types = totals.SelectMany(t => t.EventsByType).GroupBy(t => t.Key, StringComparer.Ordinal)
            .Select(g => new LiveEventType(g.Key, g.Sum(t => t.Value)))
            .OrderByDescending(t => t.Events).ThenBy(t => t.Type, StringComparer.Ordinal).Take(MostTypes);
        return new LiveTotalsAnswer(totals.Sum(t => t.Events), totals.Sum(t => t.Orders), totals.Sum(t => t.Payments), new Amount(revenue), [.. types]);
    }

    private string CurrencyOf(int tenant) => tenants.Settings(Math.Max(0, tenant)).Currency;

    private double? CheckpointAge(IReadOnlyList<ShardStatus> shards)
    {
        var ages = shards.Where(s => s.CheckpointAt is not null && s.Position > s.CheckpointOffset).Select(s => (time.GetUtcNow() - s.CheckpointAt!.Value).TotalSeconds).ToList();
        return ages.Count > 0 ? ages.Max() : shards.Any(s => s.CheckpointAt is not null) ? 0 : null;
    }

    private List<LiveTopic> Topics() =>
    [
        .. parts.Log.Topics.Select(topic =>
        {
            var partitions = Enumerable.Range(0, topic.Partitions).Select(p => parts.Log.Partition(topic.Name, p)).ToList();
            return new LiveTopic(topic.Name, partitions.Sum(p => p.EndOffset), partitions.Sum(rates.Of));
        }),
    ];

    private static SortedDictionary<string, long> ByReason(IReadOnlyList<DeadLetterStatus> letters)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (reason, count) in letters.SelectMany(l => l.ByReason)) sums[reason] = sums.GetValueOrDefault(reason) + count;
        return sums;
    }

    private sealed record ShardAnswer(IReadOnlyList<string> Tenants, LiveTotals? Totals, long OpenSessions, long? Watermark);
}
