using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>
/// Rows in the format of <c>COPY … (FORMAT binary)</c>, without its header and trailer, so that the server reads what the shard wrote with nothing in
/// between. Text is made fit for PostgreSQL: NUL, which its text cannot hold, is left out, and bytes that are no UTF-8 become U+FFFD.
/// </summary>
internal sealed class CopyRows
{
    /// <summary>2000-01-01, PostgreSQL's epoch, in microseconds since 1970.</summary>
    private const long PostgresEpoch = 946_684_800_000_000;

    // PostgreSQL's timestamps end in the year 294276; these are the years 1 and 9999.
    private const long EarliestTime = -62_135_596_800_000_000;
    private const long LatestTime = 253_402_300_799_999_999;

    private const int LongestKey = 512;
    private const int KeptOfLongKey = 400;
    private byte[] _buffer = [];

    internal int Rows { get; private set; }

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    internal void Clear()
    {
        Rows = 0;
        Length = 0;
    }

    internal void Begin(short fields)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), fields);
        Rows++;
    }

    internal void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    internal void Int32(int value)
    {
        var target = Field(4);
        BinaryPrimitives.WriteInt32BigEndian(target, value);
    }

    internal void Int64(long value)
    {
        var target = Field(8);
        BinaryPrimitives.WriteInt64BigEndian(target, value);
    }

    /// <summary>A number; null for none.</summary>
    internal void Int64(long? value)
    {
        if (value is { } known) Int64(known);
        else Null();
    }

    internal void Boolean(bool value) => Field(1)[0] = value ? (byte)1 : (byte)0;

    internal void Uuid(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Field(16), value);

    /// <summary>An identity; null for none.</summary>
    internal void Uuid(UInt128? value)
    {
        if (value is { } known) Uuid(known);
        else Null();
    }

    internal void Time(long micros) => Int64(FitTime(micros) - PostgresEpoch);

    /// <summary>A time; null for none.</summary>
    internal void Time(long? micros)
    {
        if (micros is { } known) Time(known);
        else Null();
    }

    /// <summary>Text; null when empty.</summary>
    internal void Text(ReadOnlySpan<byte> utf8) => Fitting(Fit(utf8));

    /// <summary>Text that was made fit before; null when empty.</summary>
    internal void Fitting(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) Null();
        else utf8.CopyTo(Field(utf8.Length));
    }

    /// <summary>JSON for a column of jsonb, whose binary form is a version and the text; null when empty.</summary>
    internal void Jsonb(ReadOnlySpan<byte> utf8)
    {
        const byte Version = 1;
        utf8 = Fit(utf8);
        if (utf8.IsEmpty)
        {
            Null();
            return;
        }

        var target = Field(1 + utf8.Length);
        target[0] = Version;
        utf8.CopyTo(target[1..]);
    }

    /// <summary>The time that is kept of one: years that PostgreSQL or others cannot hold become the first or last one.</summary>
    internal static long FitTime(long micros) => Math.Clamp(micros, EarliestTime, LatestTime);

    /// <summary>The text that is kept of one: the same bytes, or a repaired copy.</summary>
    internal static ReadOnlySpan<byte> Fit(ReadOnlySpan<byte> utf8) => utf8.Contains((byte)0) || !Utf8.IsValid(utf8) ? Repair(utf8) : utf8;

    /// <summary>
    /// The text that an index holds of one. PostgreSQL's index entries end at 2,704 bytes, so an id that is longer than any sane one keeps its start and gets a hash of the whole.
    /// </summary>
    internal static ReadOnlySpan<byte> FitKey(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= LongestKey) return Fit(utf8);
        var key = new byte[KeptOfLongKey + 1 + 32];
        utf8[..KeptOfLongKey].CopyTo(key);
        key[KeptOfLongKey] = (byte)'#';
        Contracts.Hashing.KeyHash.Compute128(utf8, 0).TryFormat(key.AsSpan(KeptOfLongKey + 1), out _, "x32", System.Globalization.CultureInfo.InvariantCulture);
        return Fit(key);
    }

    /// <summary>The order of two texts as kept, by the collation "C".</summary>
    internal static int Compare(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => Fit(one).SequenceCompareTo(Fit(other));

    /// <summary>Decimal number of millionths; null for none.</summary>
    internal void Decimal(Int128? micros)
    {
        if (micros is { } known) Decimal(known);
        else Null();
    }

    /// <summary>Decimal number of millionths, exact, without needless zeros.</summary>
    internal void Decimal(Int128 micros)
    {
        const int Base = 10_000, MostGroups = 12, FractionGroups = 2;
        // Two groups of four digits after the point hold millionths times 100. Sums stay far below the limit, which only keeps the arithmetic defined.
        var limit = Int128.MaxValue / 100;
        var scaled = (UInt128)(Int128.Abs(Int128.Clamp(micros, -limit, limit)) * 100);
        Span<ushort> groups = stackalloc ushort[MostGroups];
        var count = 0;
        for (; scaled != 0; scaled /= Base) groups[count++] = (ushort)(scaled % Base);
        var low = 0;
        while (low < count && groups[low] == 0) low++;
        var target = Field(8 + (count - low) * 2);
        BinaryPrimitives.WriteInt16BigEndian(target, (short)(count - low));
        BinaryPrimitives.WriteInt16BigEndian(target[2..], (short)(count == low ? 0 : count - 1 - FractionGroups));
        BinaryPrimitives.WriteInt16BigEndian(target[4..], Int128.IsNegative(micros) ? (short)0x4000 : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(target[6..], FractionDigits(micros));
        for (var group = count - 1; group >= low; group--)
            BinaryPrimitives.WriteUInt16BigEndian(target[(8 + (count - 1 - group) * 2)..], groups[group]);
    }

    private static short FractionDigits(Int128 micros)
    {
        var fraction = (int)Int128.Abs(micros % Contracts.Events.Money.Scale);
        if (fraction == 0) return 0;
        short digits = Contracts.Events.Money.FractionDigits;
        for (; fraction % 10 == 0; fraction /= 10) digits--;
        return digits;
    }

    private static byte[] Repair(ReadOnlySpan<byte> utf8) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8).Replace("\0", "", StringComparison.Ordinal));

    private Span<byte> Field(int length)
    {
        var target = Take(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(target, length);
        return target[4..];
    }

    private Span<byte> Take(int size)
    {
        var needed = checked(Length + size);
        if (needed > _buffer.Length) Array.Resize(ref _buffer, (int)Math.Max(BitOperations.RoundUpToPowerOf2((uint)needed), 1u << 16));
        var target = _buffer.AsSpan(Length, size);
        Length = needed;
        return target;
    }
}
