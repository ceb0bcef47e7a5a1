using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>What the shards of one node answer, and how its sinks are.</summary>
/// <param name="Shards">Its shards.</param>
/// <param name="Sinks">Its ways to the sinks.</param>
internal sealed record ShardsPart<T>(IReadOnlyList<ShardPart<T>> Shards, IReadOnlyList<SinkStatusAnswer> Sinks)
    where T : class;
