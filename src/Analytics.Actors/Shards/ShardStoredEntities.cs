using Analytics.Actors.Entities;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Shards;

/// <summary>States as of the last cut: first what is on its way to the disk, then what is there.</summary>
internal sealed class ShardStoredEntities(IShardCheckpoints checkpoints) : IStoredEntities
{
    /// <summary>The cut that is not applied yet.</summary>
    public EntityChanges? UnderWay { get; set; }

    /// <inheritdoc/>
    public bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state)
    {
        if (UnderWay is not null && UnderWay.TryFind(kind, key, out var removed, out state)) return !removed;
        return checkpoints.TryRead(kind, key, out state);
    }
}
