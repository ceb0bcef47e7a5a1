using System.Buffers.Binary;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>What the names that came last hold, so that the few names of each kind of event are classified once. One thread.</summary>
internal sealed class NameKinds
{
    private const int SlotBits = 9;
    private const int MaxLength = 16;

    private readonly Entry[] _slots = new Entry[1 << SlotBits];

    /// <summary>As <see cref="PersonalNames.Classify"/>.</summary>
    public PersonalKind Classify(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxLength) return PersonalNames.Classify(name);
        var (first, last) = Ends(name);
        ref var entry = ref _slots[(first * 0x9E3779B97F4A7C15 ^ last * 0xC2B2AE3D27D4EB4F) >> (64 - SlotBits)];
        if (entry.First == first && entry.Last == last && entry.Length == name.Length) return entry.Kind;
        entry = new Entry { First = first, Last = last, Length = name.Length, Kind = PersonalNames.Classify(name) };
        return entry.Kind;
    }

    // With the length they say all of a name.
    private static (ulong First, ulong Last) Ends(ReadOnlySpan<byte> name) => name.Length switch
    {
        >= 8 => (BinaryPrimitives.ReadUInt64LittleEndian(name), BinaryPrimitives.ReadUInt64LittleEndian(name[^8..])),
        >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(name), BinaryPrimitives.ReadUInt32LittleEndian(name[^4..])),
        _ => ((ulong)name[0] | (ulong)name[name.Length >> 1] << 8 | (ulong)name[^1] << 16, 0),
    };

    private struct Entry
    {
        public ulong First;
        public ulong Last;
        public int Length;
        public PersonalKind Kind;
    }
}
