using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Analytics.Processing.State;

namespace Analytics.Processing.Uniques;

/// <summary>
/// Counts distinct users: exactly up to <see cref="ExactLimit"/>, then by a HyperLogLog sketch (standard error 0.81 %). The state, and its
/// bytes, depend only on the set of users: not on their order, their repeats, or how parts were merged.
/// </summary>
public sealed class UniqueCounter
{
    /// <summary>Most users that are counted exactly.</summary>
    public const int ExactLimit = 10_000;

    private const byte ExactForm = 0;
    private const byte SketchForm = 1;

    private readonly OrderedHashes _exact = new();
    private HyperLogLog? _sketch;

    /// <summary>True while <see cref="Count"/> is exact.</summary>
    public bool IsExact => _sketch is null;

    /// <summary>Distinct users, or their estimate.</summary>
    public long Count => _sketch?.Estimate() ?? _exact.Count;

    /// <summary>Memory in bytes.</summary>
    public int Bytes => _exact.Bytes + (_sketch is null ? 0 : HyperLogLog.Bytes);

    /// <summary>Most bytes that <see cref="Write"/> needs now.</summary>
    public int StoredBytes => 1 + StateWriter.MostVarintBytes + (_sketch is null ? _exact.Count * sizeof(ulong) : HyperLogLog.StoredBytes);

    /// <summary>While <see cref="IsExact"/>: copies the members in ascending order and returns their number.</summary>
    internal int CopyExactTo(Span<ulong> target) => _exact.CopyTo(target);

    /// <summary>Notes a user by the seeded hash; 0 ("no user") is left out.</summary>
    public void Add(ulong userHash)
    {
        if (userHash != 0) AddMixed(Mix(userHash));
    }

    /// <summary>Adds everything that was gathered.</summary>
    public void Add(GatheredUsers gathered)
    {
        ArgumentNullException.ThrowIfNull(gathered);
        var hashes = gathered.Ordered();
        if (_sketch is null && _exact.Count == 0 && hashes.Length <= ExactLimit) _exact.Fill(hashes);
        else foreach (var hash in hashes) AddMixed(hash);
    }

    /// <summary>Adds everything that the other counter has noted.</summary>
    public void Merge(UniqueCounter other)
    {
        if (other._sketch is not null)
        {
            if (_sketch is null) BecomeSketch();
            _sketch!.Merge(other._sketch);
            return;
        }

        foreach (var hash in other._exact.Slots)
            if (hash != 0) AddMixed(hash);
    }

    /// <summary>Forgets all users; keeps the memory of the exact set.</summary>
    public void Clear()
    {
        _exact.Clear();
        _sketch = null;
    }

    /// <summary>Writes the state.</summary>
    public void Write(ref StateWriter writer)
    {
        if (_sketch is not null)
        {
            writer.Byte(SketchForm);
            _sketch.Write(writer.Reserve(HyperLogLog.StoredBytes));
            return;
        }

        writer.Byte(ExactForm);
        writer.Varint((ulong)_exact.Count);
        var room = MemoryMarshal.Cast<byte, ulong>(writer.Reserve(_exact.Count * sizeof(ulong)));
        _exact.CopyTo(room);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(room, room);
    }

    /// <summary>Reads a state that was written, on top of what is noted.</summary>
    /// <exception cref="StateDamagedException">The bytes are not a counter's state.</exception>
    public void Read(ref StateReader reader)
    {
        switch (reader.Byte())
        {
            case SketchForm:
                if (_sketch is null) BecomeSketch();
                _sketch!.Read(reader.Raw(HyperLogLog.StoredBytes));
                break;
            case ExactForm:
                ReadExact(ref reader);
                break;
            default:
                throw new StateDamagedException("A stored counter of users has an unknown form.");
        }
    }

    // One to one. All users of a shard may share some bits of their hash (it chose the shard); set and sketch rest on the leading bits.
    internal static ulong Mix(ulong hash)
    {
        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15;
        hash ^= hash >> 29;
        hash *= 0xBF58476D1CE4E5B9;
        return hash ^ (hash >> 32);
    }

    private void AddMixed(ulong hash)
    {
        if (hash == 0) throw new StateDamagedException("A stored set of users has an empty member.");
        if (_sketch is not null) _sketch.Add(hash);
        else if (_exact.Add(hash) && _exact.Count > ExactLimit) BecomeSketch();
    }

    private void ReadExact(ref StateReader reader)
    {
        var count = reader.Count(ExactLimit);
        _exact.Reserve(count);
        var bytes = reader.Raw(count * sizeof(ulong));
        for (var i = 0; i < count; i++) AddMixed(BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]));
    }

    private void BecomeSketch()
    {
        _sketch = new HyperLogLog();
        foreach (var hash in _exact.Slots)
            if (hash != 0) _sketch.Add(hash);
        _exact.Release();
    }
}
