using Analytics.Actors.Entities;

namespace Analytics.Actors.Tests.Duplicates;

/// <summary>Keeps the newest state of each entity, as a checkpoint store does, in memory.</summary>
internal sealed class StoredStates : IEntityWriter
{
    private readonly Dictionary<string, byte[]> _states = [];
    private string _key = "";
    private byte[] _room = [];

    public Span<byte> Begin(ReadOnlySpan<byte> key, int size)
    {
        _key = Convert.ToHexString(key);
        return _room = new byte[size + 7];
    }

    public void Commit(int written) => _states[_key] = _room[..written];

    public void Remove(ReadOnlySpan<byte> key) => Assert.True(_states.Remove(Convert.ToHexString(key)));

    public IEnumerable<(byte[] Key, byte[] State)> Shuffled() => _states.OrderBy(pair => pair.Key.Reverse().First()).Select(pair => (Convert.FromHexString(pair.Key), pair.Value));
}
