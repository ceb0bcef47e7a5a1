namespace Analytics.Contracts.Checkpoints;

/// <summary>One entry of <see cref="EntityChanges"/>.</summary>
public struct EntityChange
{
    /// <summary>Hash of kind and key.</summary>
    public UInt128 Identity;

    /// <summary>Which chunk holds the record.</summary>
    public int Chunk;

    /// <summary>Where it starts in the chunk.</summary>
    public int Start;

    /// <summary>Its length.</summary>
    public int Length;

    /// <summary>True when the entity is gone.</summary>
    public bool Removed;

    /// <summary>Where the store put it; for the store.</summary>
    public long Location;
}
