using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Node.Cluster;

namespace Analytics.Node.Status;

/// <summary>Gathers the live counts of one tenant: asked of the actors themselves, wherever in the cluster they are, between two of their batches.</summary>
internal sealed class LiveSource(NodeParts parts, Members members, OwnShards own, TopicRates rates, IncomingRates incoming, DeadLetterCounts deadLetters, ITenantDirectory tenants, TimeProvider time)
{
    /// <summary>The counts as of now.</summary>
    public async Task<LiveAnswer> ReadAsync(string tenant)
    {
        var found = await members.AskShardsAsync("live?tenant=" + Uri.EscapeDataString(tenant), () => own.LiveAsync(tenant));
        var answers = found.Answers.ToList();
        var ends = members.Expected.ToDictionary(shard => (shard.Shard.Topic, shard.Shard.Partition), shard => shard.End);
        var shards = found.Shards.Select(said => new LiveShard(
            said.Part.Topic, said.Part.Partition, said.Part.State, said.Node,
            Math.Max(0, Math.Max(said.Part.End, ends.GetValueOrDefault((said.Part.Topic, said.Part.Partition))) - said.Part.Position))).ToList();
        var letters = deadLetters.Read();
        var currency = CurrencyOf(tenant);
        return new LiveAnswer(
            time.GetUtcNow().UtcDateTime,
            tenant,
            LiveMerge.Tenants(answers),
            LiveMerge.Totals(answers, currency),
            currency,
            answers.Sum(a => a.Totals?.EventsLastMinute ?? 0),
            answers.Sum(a => a.OpenSessions),
            shards.Sum(shard => shard.LagRecords),
            NodeStatusSource.Instant(LiveMerge.Watermark(answers)),
            found.Shards.Max(said => said.Part.CheckpointAgeSeconds),
            incoming.Read(),
            Topics(),
            shards,
            found.Missing,
            found.Sinks,
            parts.StoreStatus(),
            new LiveDeadLetters(letters.Sum(l => l.Records), ByReason(letters)));
    }

    // A node without shards may never have met the tenant: then its settings are the defaults, unless they are configured, and those are always known.
    private string CurrencyOf(string tenant) => tenants.Settings(Symbols.TryFind(tenant, out var symbol) ? symbol : 0).Currency;

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
}
