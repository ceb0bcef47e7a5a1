using Analytics.Node.Cluster;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary>Values for inputs that several commands have. Any thread.</summary>
internal sealed class Suggestions(NodeParts parts, Members members, ClusterEntities entities)
{
    /// <summary>Names of shards.</summary>
    public Task<IReadOnlyList<string>> ShardsAsync(CommandCall call) => Task.FromResult<IReadOnlyList<string>>([.. members.Expected.Select(shard => shard.Shard.ToString())]);

    /// <summary>Lanes, and their shards.</summary>
    public async Task<IReadOnlyList<string>> LanesAndShardsAsync(CommandCall call) =>
        [.. members.Expected.Select(shard => shard.Shard.Topic).Distinct(StringComparer.Ordinal), .. await ShardsAsync(call)];

    /// <summary>Topics of the log.</summary>
    public Task<IReadOnlyList<string>> TopicsAsync(CommandCall call) => Task.FromResult<IReadOnlyList<string>>([.. parts.Log.Topics.Select(topic => topic.Name).Order(StringComparer.Ordinal)]);

    /// <summary>Kinds of entities.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync(CommandCall call) =>
        [.. (await ActorsAsync()).SelectMany(shard => shard.Kinds).Select(kind => kind.Kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Keys of the busiest entities of the kind that was given.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(CommandCall call) =>
    [
        .. (await ActorsAsync()).SelectMany(shard => shard.Kinds).Where(kind => kind.Kind == call.TextOrNull("kind")).SelectMany(kind => kind.Busiest)
            .Select(busy => busy.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Names of sinks.</summary>
    public Task<IReadOnlyList<string>> SinksAsync(CommandCall call) => Task.FromResult<IReadOnlyList<string>>([.. parts.Region.Sinks.Select(sink => sink.Sink).Order(StringComparer.Ordinal)]);

    private async Task<IEnumerable<ShardActors>> ActorsAsync() => (await entities.OnShardsAsync()).Answers;
}
