namespace Analytics.Actors.Entities;

/// <summary>Where a kind writes its changed entities for a checkpoint.</summary>
public interface IEntityWriter
{
    /// <summary>Room for at least <paramref name="size"/> bytes of state of the entity <paramref name="key"/>; then <see cref="Commit"/> with the bytes written.</summary>
    Span<byte> Begin(ReadOnlySpan<byte> key, int size);

    /// <summary>Ends the entity begun last.</summary>
    void Commit(int written);

    /// <summary>The entity is gone: its stored state is forgotten.</summary>
    void Remove(ReadOnlySpan<byte> key);
}
