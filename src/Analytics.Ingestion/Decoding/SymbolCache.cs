using System.Runtime.Intrinsics;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Text → symbol for the columns of few distinct values, in front of <see cref="Symbols"/>. Direct-mapped: a hit is one load and one compare for texts of
/// up to 16 bytes. What a value may look like, and how many a tenant may have, is asked on a miss only. One thread at a time.
/// </summary>
internal sealed unsafe class SymbolCache(DecodingOptions options, DistinctValues? distinct)
{
    private const int SizeBits = 10;
    private readonly Entry[] _entries = new Entry[1 << SizeBits];

    /// <summary>The symbol of a text, or why it may not be one. A type's kind is found along with it, its alias resolved.</summary>
    public RejectionReason? Find(SymbolColumn column, int tenant, byte* text, int length, out int symbol, out EventKind kind)
    {
        var salt = ((distinct is null ? 0 : tenant) << 3) | (int)column;
        var head = NameTable.Mask(Vector128.Load(text), Math.Min(length, 16));
        ref var entry = ref _entries[Slot(head, salt)];
        // An entry that was never filled looks like the empty text.
        var isHit = entry.Head == head && entry.Length == length && entry.Salt == salt && entry.Symbol != 0 && (length <= 16 || IsSame(entry.Source, text, length));
        if (!isHit && Fill(ref entry, column, tenant, new ReadOnlySpan<byte>(text, length)) is { } reason)
        {
            symbol = 0;
            kind = EventKind.Other;
            return reason;
        }

        if (!isHit) (entry.Head, entry.Length, entry.Salt) = (head, length, salt);
        symbol = entry.Symbol;
        kind = entry.Kind;
        return null;
    }

    private static int Slot(Vector128<byte> head, int salt)
    {
        var words = head.AsUInt64();
        return (int)(((words.ToScalar() + (words.GetElement(1) * 0x9E3779B97F4A7C15) + (uint)salt) * 0xD6E8FEB86659FD93) >> (64 - SizeBits));
    }

    private static bool IsSame(int source, byte* text, int length) => Symbols.Utf8(source).SequenceEqual(new ReadOnlySpan<byte>(text, length));

    private RejectionReason? Fill(ref Entry entry, SymbolColumn column, int tenant, ReadOnlySpan<byte> text)
    {
        if (Check(column, text) is { } invalid) return invalid;
        if (distinct is not null && !distinct.Admit(column == SymbolColumn.Tenant ? 0 : tenant, column, text)) return RejectionReason.TooManyDistinctValues;
        if (!Symbols.TryIntern(text, out var source)) return RejectionReason.TooManyDistinctValues;
        entry = new Entry { Source = source, Symbol = source };
        if (column != SymbolColumn.Type) return null;
        var name = Symbols.Text(source);
        entry.Kind = EventTypes.KindOf(name);
        var canonical = EventTypes.Canonical(name);
        if (!ReferenceEquals(canonical, name)) entry.Symbol = Symbols.Intern(canonical);
        return null;
    }

    private RejectionReason? Check(SymbolColumn column, ReadOnlySpan<byte> text)
    {
        if (column == SymbolColumn.Tenant) return TenantName.IsValid(text) ? null : RejectionReason.InvalidTenant;
        if (text.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || text.Contains((byte)0x7F)) return RejectionReason.ControlCharacter;
        return text.IsEmpty || text.Length > options.MaxSymbolBytes ? RejectionReason.InvalidValue : null;
    }

    private struct Entry
    {
        public Vector128<byte> Head;
        public int Length;
        public int Salt;
        public int Source;
        public int Symbol;
        public EventKind Kind;
    }
}
