using System.Buffers;
using System.Buffers.Text;

namespace Analytics.Contracts.Events;

/// <summary>
/// Amounts are whole millionths of a currency unit, so that sums are exact. One event's amount is an <see cref="long"/>
/// (up to 9.2 million million units), a sum is an <see cref="Int128"/>.
/// </summary>
public static class Money
{
    /// <summary>Millionths in one unit.</summary>
    public const long Scale = 1_000_000;

    /// <summary>Most fraction digits an amount may have.</summary>
    public const int FractionDigits = 6;

    /// <summary>The amount as decimal text without needless zeros: 16008872.12, 5, -0.5.</summary>
    public static string Text(Int128 micros)
    {
        Span<byte> buffer = stackalloc byte[64];
        return System.Text.Encoding.ASCII.GetString(buffer[..Write(micros, buffer)]);
    }

    /// <summary>Writes the decimal text and returns its length (at most 48 bytes).</summary>
    public static int Write(Int128 micros, Span<byte> target)
    {
        var length = 0;
        if (Int128.IsNegative(micros)) target[length++] = (byte)'-';
        var magnitude = Int128.IsNegative(micros) ? (UInt128)(-(micros + 1)) + 1 : (UInt128)micros;
        var (whole, fraction) = UInt128.DivRem(magnitude, (UInt128)Scale);
        if (!whole.TryFormat(target[length..], out var written, default, System.Globalization.CultureInfo.InvariantCulture))
            throw new ArgumentException("The target is too short.", nameof(target));
        length += written;
        var rest = (uint)fraction;
        if (rest == 0) return length;
        target[length++] = (byte)'.';
        Utf8Formatter.TryFormat(rest, target[length..], out written, new StandardFormat('D', FractionDigits));
        length += written;
        while (target[length - 1] == (byte)'0') length--;
        return length;
    }
}
