using Analytics.Actors.Entities;

namespace Analytics.Actors.Shards;

/// <summary>What a question sees of a shard, between two batches. Valid during the question only.</summary>
/// <param name="Status">Where the shard is.</param>
/// <param name="Kinds">Its entities.</param>
/// <param name="Context">Watermarks, clock and stored states.</param>
public sealed record ShardView(ShardStatus Status, IReadOnlyList<IEntityKind> Kinds, EntityContext Context)
{
    /// <summary>The kind of that name; null when the shard has none.</summary>
    public IEntityKind? Kind(string name) => Kinds.FirstOrDefault(kind => kind.Name == name);
}
