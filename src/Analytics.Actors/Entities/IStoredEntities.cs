namespace Analytics.Actors.Entities;

/// <summary>The states of one shard as of its last checkpoint.</summary>
public interface IStoredEntities
{
    /// <summary>Reads the stored state of one entity; false when there is none. The span is valid until the next call.</summary>
    bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state);
}
