using System.Buffers.Binary;
using System.Text;
using Analytics.Contracts.Hashing;

namespace Analytics.Contracts.Checkpoints;

/// <summary>
/// One changed entity as bytes: CRC-32C of what follows (4), length of the whole (4), type (1), length of the kind's name (1), length of the
/// key (2), name, key, state. All little-endian. <see cref="EntityChanges"/> makes them and stores keep them as they are.
/// </summary>
public readonly ref struct EntityRecord
{
    /// <summary>Bytes before the kind's name.</summary>
    public const int HeaderSize = 12;

    /// <summary>Type of an entity with its new state.</summary>
    public const byte Put = 1;

    /// <summary>Type of an entity that is gone.</summary>
    public const byte Removed = 2;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Looks at a record whose length was checked.</summary>
    public EntityRecord(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>See <see cref="Put"/> and <see cref="Removed"/>.</summary>
    public byte Type => _bytes[8];

    /// <summary>Name of the kind.</summary>
    public ReadOnlySpan<byte> Kind => _bytes.Slice(HeaderSize, _bytes[9]);

    /// <summary>Key of the entity.</summary>
    public ReadOnlySpan<byte> Key => _bytes.Slice(HeaderSize + _bytes[9], KeyLength);

    /// <summary>State of the entity.</summary>
    public ReadOnlySpan<byte> State => _bytes[(HeaderSize + _bytes[9] + KeyLength)..];

    private int KeyLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[10..]);

    /// <summary>The hash of one kind's name that <see cref="Identity"/> takes.</summary>
    public static ulong KindSeed(string kind, ulong seed) => KeyHash.Compute(Encoding.UTF8.GetBytes(kind), seed);

    /// <summary>The 128-bit hash that an entity is found by.</summary>
    public static UInt128 Identity(ulong kindSeed, ReadOnlySpan<byte> key) => KeyHash.Compute128(key, kindSeed);

    /// <summary>True when the lengths inside fit the whole.</summary>
    public bool IsWellFormed => _bytes.Length >= HeaderSize && HeaderSize + _bytes[9] + KeyLength <= _bytes.Length;
}
