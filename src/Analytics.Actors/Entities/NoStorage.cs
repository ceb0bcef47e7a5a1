namespace Analytics.Actors.Entities;

/// <summary>For entities that are all in memory and live on nothing else: what they write goes nowhere, and nothing is there to be read.</summary>
internal sealed class NoStorage : IEntityWriter, IStoredEntities
{
    private byte[] _room = new byte[1024];

    public Span<byte> Begin(ReadOnlySpan<byte> key, int size)
    {
        if (_room.Length < size) _room = new byte[size * 2];
        return _room;
    }

    public void Commit(int written)
    {
        // It was written nowhere.
    }

    public void Remove(ReadOnlySpan<byte> key)
    {
        // It was nowhere.
    }

    public bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state)
    {
        state = default;
        return false;
    }
}
