using System.Numerics;
using System.Runtime.Intrinsics;
using Analytics.Contracts.Hashing;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Finds a key that an object has twice. One open-addressing table for all objects of an event, four times as large as an event may have fields; it is
/// never cleared: entries of earlier events are older than the event's first serial number and count as empty. The hash is seeded.
/// </summary>
internal sealed unsafe class UnknownKeys
{
    private readonly Entry[] _entries;
    private readonly ulong _seed;
    private long _oldest;

    /// <summary>For events of at most <paramref name="maxFields"/> fields.</summary>
    public UnknownKeys(int maxFields, ulong seed)
    {
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)Math.Max(maxFields, 16) * 4)];
        _seed = seed;
    }

    /// <summary>Forgets everything below a serial number.</summary>
    public void StartEvent(long serial) => _oldest = serial;

    /// <summary>Adds a key to an object; false when the object has it. The bytes must stay where they are until the next event.</summary>
    public bool Add(long serial, byte* key, int length, ulong hash)
    {
        var mask = _entries.Length - 1;
        for (var i = (int)hash & mask; ; i = (i + 1) & mask)
        {
            ref var entry = ref _entries[i];
            if (entry.Serial < _oldest)
            {
                entry = new Entry { Serial = serial, Key = key, Length = length, Check = (uint)(hash >> 32) };
                return true;
            }

            if (entry.Serial == serial && entry.Check == (uint)(hash >> 32) &&
                new ReadOnlySpan<byte>(entry.Key, entry.Length).SequenceEqual(new ReadOnlySpan<byte>(key, length)))
                return false;
        }
    }

    /// <summary>The hash of a key.</summary>
    public ulong Hash(byte* key, int length)
    {
        if (length > NameTable.MaxLength) return KeyHash.Compute(new ReadOnlySpan<byte>(key, length), _seed);
        var words = NameTable.Mask(Vector128.Load(key), length).AsUInt64();
        return KeyHash.Combine(words.ToScalar() ^ _seed, words.GetElement(1) ^ (uint)length);
    }

    private struct Entry
    {
        public long Serial;
        public byte* Key;
        public int Length;
        public uint Check;
    }
}
