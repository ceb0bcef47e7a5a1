using Analytics.Node.Http.Answers;

namespace Analytics.Node.Cluster;

/// <summary>Entities wherever in the cluster they are. Any thread.</summary>
internal sealed class ClusterEntities(Members members, OwnShards own)
{
    /// <summary>The entity's state, asked of every shard.</summary>
    public Task<ClusterShards<EntityFound>> FindAsync(string kind, string key) =>
        members.AskShardsAsync($"state?kind={Uri.EscapeDataString(kind)}&key={Uri.EscapeDataString(key)}", () => own.StateAsync(kind, key));

    /// <summary>Entities by kind, shard by shard.</summary>
    public Task<ClusterShards<ShardActors>> OnShardsAsync() => members.AskShardsAsync("actors", own.ActorsAsync);

    /// <summary>Entities by kind, over all shards.</summary>
    public async Task<ActorsAnswer> ActorsAsync()
    {
        var found = await OnShardsAsync();
        return new ActorsAnswer(
        [
            .. found.Answers.SelectMany(shard => shard.Kinds).GroupBy(k => k.Kind, StringComparer.Ordinal).Select(g => new ActorKind(
                g.Key,
                g.Sum(k => k.Live),
                g.Sum(k => k.Passive),
                g.Sum(k => k.LiveBytes),
                [.. g.SelectMany(k => k.Busiest).OrderByDescending(b => b.Events).ThenBy(b => b.Key, StringComparer.Ordinal).Take(OwnShards.MostBusy)])),
        ], found.Missing);
    }
}
