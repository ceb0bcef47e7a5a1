using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>What the shards of the whole cluster answer.</summary>
/// <param name="Shards">What owners say of their shards, each with its node, by topic and partition; those without an answer included.</param>
/// <param name="Missing">Shards without an answer.</param>
/// <param name="Sinks">The sinks, all nodes together.</param>
internal sealed record ClusterShards<T>(IReadOnlyList<(string Node, ShardPart<T> Part)> Shards, IReadOnlyList<MissingShard> Missing, IReadOnlyList<SinkStatusAnswer> Sinks)
    where T : class
{
    /// <summary>The answers that there are.</summary>
    public IEnumerable<T> Answers => Shards.Select(said => said.Part.Answer).OfType<T>();
}
