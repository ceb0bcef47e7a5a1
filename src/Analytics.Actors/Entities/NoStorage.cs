namespace Analytics.Actors.Entities;

/// <summary>For entities that are all in memory and live on nothing else: nothing of them is stored.</summary>
internal sealed class NoStorage : IStoredEntities
{
    public bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state)
    {
        state = default;
        return false;
    }
}
