using Analytics.Actors.Entities;
using Analytics.Contracts.Checkpoints;

namespace Analytics.Actors.Checkpoints;

/// <summary>Lets entity kinds write into the changes of a checkpoint.</summary>
internal sealed class EntityChangeWriter(EntityChanges changes) : IEntityWriter
{
    public Span<byte> Begin(ReadOnlySpan<byte> key, int size) => changes.Begin(key, size);

    public void Commit(int written) => changes.Commit(written);

    public void Remove(ReadOnlySpan<byte> key) => changes.Remove(key);
}
