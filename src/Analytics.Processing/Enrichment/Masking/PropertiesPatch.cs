using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>
/// Masks the values of a JSON object under personal names and copies all that is between them as it stands: what <see cref="PropertiesMask"/> does, but
/// 64 bytes at a time and for common objects only, those that machines write. Takes for granted that the JSON is valid. One thread.
/// </summary>
internal sealed class PropertiesPatch(PersonalValues values)
{
    private const int Block = 64;

    private static readonly SearchValues<byte> NumberEnds = SearchValues.Create(",]} \t\r\n"u8);

    private readonly NameKinds _names = new();
    private bool _mayHoldEmail;

    /// <summary>
    /// Appends the masked object, or nothing when there is nothing to mask. False when this object needs the whole reader: it has an escape, white space
    /// behind a text, a personal value that is an object or array or must be dropped, or an e-mail address in another value. The target then holds rubbish.
    /// </summary>
    /// <param name="target">Where to.</param>
    /// <param name="json">The object.</param>
    /// <param name="isClean">True when it is known that no at sign is in it.</param>
    public bool TryAppend(ByteText target, ReadOnlySpan<byte> json, bool isClean)
    {
        _mayHoldEmail = !isClean && values.MasksEmail;
        var empty = target.Length;
        var done = 0;
        ulong insideText = 0, behindText = 0;
        for (var at = 0; at < json.Length; at += Block)
        {
            var bytes = Load(json, at, out var shift);
            if (Find(bytes, (byte)'\\') >> shift != 0) return false;
            var quotes = Find(bytes, (byte)'"') >> shift;
            var opened = Parity(quotes) ^ insideText;
            insideText = (ulong)((long)opened >> 63);
            var closing = quotes & ~opened;
            var behind = closing << 1 | behindText;
            behindText = closing >> 63;
            if ((Vector512.LessThanOrEqual(bytes, Vector512.Create((byte)' ')).ExtractMostSignificantBits() >> shift & behind) != 0) return false;
            for (var colons = Find(bytes, (byte)':') >> shift & behind; colons != 0; colons &= colons - 1)
            {
                var colon = BitOperations.TrailingZeroCount(colons);
                if (!TryMask(target, json, StartOfName(json, at, colon, quotes), at + colon, ref done)) return false;
            }
        }

        return done == 0 ? target.Length == empty && !IsEmailIn(json) : TryCopy(target, json[done..]);
    }

    /// <summary>Behind the last quote before the one at the colon: mostly in the same block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StartOfName(ReadOnlySpan<byte> json, int at, int colon, ulong quotes)
    {
        var before = quotes & ((1UL << colon) - 1) >> 1;
        return before != 0 ? at + 64 - BitOperations.LeadingZeroCount(before) : json[..(at + colon - 1)].LastIndexOf((byte)'"') + 1;
    }

    /// <summary>Masks the value behind a colon when its name is personal.</summary>
    private bool TryMask(ByteText target, ReadOnlySpan<byte> json, int name, int colon, ref int done)
    {
        var kind = _names.Classify(json[name..(colon - 1)]);
        if (kind == PersonalKind.None || values.ActionFor(kind) is var action && action == MaskingAction.Keep) return true;
        var start = colon + 1;
        while (start < json.Length && json[start] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') start++;
        if (start == json.Length) return false;
        if (json[start] is (byte)'t' or (byte)'f' or (byte)'n') return true;
        if (action == MaskingAction.Drop || !TryFindEnd(json, start, out var end)) return false;
        if (!TryCopy(target, json[done..start])) return false;
        var isText = json[start] == '"' ? 1 : 0;
        target.Append((byte)'"');
        values.Append(target, json[(start + isText)..(end - isText)], kind);
        target.Append((byte)'"');
        done = end;
        return true;
    }

    /// <summary>The end of a text, its quote included, or of a number.</summary>
    private static bool TryFindEnd(ReadOnlySpan<byte> json, int start, out int end)
    {
        end = 0;
        var rest = json[start..];
        int length;
        if (rest[0] == '"') length = rest[1..].IndexOf((byte)'"') + 2;
        else if (rest[0] == '-' || char.IsAsciiDigit((char)rest[0])) length = rest.IndexOfAny(NumberEnds);
        else return false;
        end = start + length;
        return length > 1 || (length == 1 && rest[0] != '"');
    }

    private bool TryCopy(ByteText target, ReadOnlySpan<byte> json)
    {
        if (IsEmailIn(json)) return false;
        target.Append(json);
        return true;
    }

    private bool IsEmailIn(ReadOnlySpan<byte> json) => _mayHoldEmail && json.Contains((byte)'@');

    // The last block is read together with bytes before it, which the shift takes away again.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Load(ReadOnlySpan<byte> json, int at, out int shift)
    {
        ref var first = ref MemoryMarshal.GetReference(json);
        shift = 0;
        if (json.Length - at >= Block) return Vector512.LoadUnsafe(ref first, (nuint)at);
        if (json.Length < Block) return LoadShort(json);
        shift = Block - (json.Length - at);
        return Vector512.LoadUnsafe(ref first, (nuint)(json.Length - Block));
    }

    private static Vector512<byte> LoadShort(ReadOnlySpan<byte> json)
    {
        Span<byte> room = stackalloc byte[Block];
        room.Clear();
        json.CopyTo(room);
        return Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(room));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Find(Vector512<byte> bytes, byte value) => Vector512.Equals(bytes, Vector512.Create(value)).ExtractMostSignificantBits();

    /// <summary>Each bit says whether an odd number of bits is set up to its place: from a quote that opens a text up to the one that closes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Parity(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ bits << 32;
    }
}
