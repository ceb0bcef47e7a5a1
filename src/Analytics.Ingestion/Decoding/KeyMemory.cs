using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Remembers which key followed which: events of one source have their keys in one order. A guess is proved by a single compare of the text with the key,
/// its quotes and its colon; only a wrong one costs a look-up. It changes how fast an event is read, never how.
/// </summary>
internal sealed unsafe class KeyMemory
{
    /// <summary>Longest key that is remembered.</summary>
    public const int MaxLength = 29;

    private const int FirstEntries = 8;
    private const int FirstUnknown = 1 + 128;
    private const int UnknownEntries = 1024;
    private readonly KeyEntry[] _memory = GC.AllocateArray<KeyEntry>(FirstUnknown + UnknownEntries, pinned: true);
    private readonly nint[] _firsts = GC.AllocateArray<nint>(FirstEntries, pinned: true);

    public KeyMemory()
    {
        Entries = (KeyEntry*)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        Firsts = (KeyEntry**)Marshal.UnsafeAddrOfPinnedArrayElement(_firsts, 0);
        for (var i = 0; i < _memory.Length; i++)
        {
            Entries[i].Mask = Vector256<byte>.AllBitsSet;
            Entries[i].Next = Entries;
        }

        for (var i = 0; i < FirstEntries; i++) Firsts[i] = Entries;
    }

    /// <summary>The entries; the first one is what no text matches.</summary>
    private KeyEntry* Entries { get; }

    /// <summary>The first key of an object, by scope.</summary>
    public KeyEntry** Firsts { get; }

    /// <summary>Remembers a key that stands at a quote, directly followed by a quote and a colon; returns its entry.</summary>
    public KeyEntry* Learn(byte* quote, int length, Field field, ulong hash, PersonalKind personal)
    {
        if (length > MaxLength || quote[length + 1] != '"' || quote[length + 2] != ':') return Entries;
        var index = field == Field.Unknown ? FirstUnknown + (int)(hash % UnknownEntries) : 1 + (int)field;
        var mask = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)(length + 3)));
        var entry = Entries + index;
        entry->Text = Vector256.Load(quote) & mask;
        entry->Mask = mask;
        (entry->Hash, entry->Length, entry->Field, entry->Personal) = (hash, length, field, personal);
        return entry;
    }
}
