using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Holds;

/// <summary>An operator's word that something is to rest until it is resumed.</summary>
/// <param name="Kind"><see cref="Source"/> or <see cref="Sink"/>.</param>
/// <param name="Name">A lane's topic, a shard (<c>raw_events-2</c>), or the name of a sink.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who said it.</param>
public sealed record Hold(string Kind, string Name, DateTimeOffset Since, string By)
{
    /// <summary>Shards that do not read.</summary>
    public const string Source = "source";

    /// <summary>A sink that gets no deliveries.</summary>
    public const string Sink = "sink";

    /// <summary>Whether a shard is not to read.</summary>
    public bool Covers(ShardId shard) => Kind == Source && (Name == shard.Topic || Name == shard.ToString());
}
