using Analytics.Contracts.Events;

namespace Analytics.Ingestion.Decoding;

/// <summary>Decimal text → whole millionths, exactly or not at all. Never through a binary float.</summary>
internal static unsafe class DecimalText
{
    private const int MaxChars = 128;

    /// <summary>Reads a number in JSON's grammar as millionths.</summary>
    public static DecimalResult TryReadMicros(byte* text, int length, out long micros) => TryReadScaled(text, length, Money.FractionDigits, out micros);

    /// <summary>Reads a number in JSON's grammar that must be whole.</summary>
    public static DecimalResult TryReadWhole(byte* text, int length, out long value) => TryReadScaled(text, length, 0, out value);

    private static DecimalResult TryReadScaled(byte* text, int length, int scale, out long value)
    {
        value = 0;
        if (length is 0 or > MaxChars || JsonText.SkipNumber(text, text + length) != text + length) return DecimalResult.NotANumber;
        var negative = *text == '-';
        var p = text + (negative ? 1 : 0);
        var result = length <= 18 ? TryReadShort(p, text + length, scale, out value) : DecimalResult.NotANumber;
        if (result == DecimalResult.NotANumber) return ReadLong(p, text + length, scale, negative, out value);
        if (negative) value = -value;
        return result;
    }

    // At most 18 characters without exponent: one loop, no overflow before the final scaling.
    private static DecimalResult TryReadShort(byte* p, byte* end, int scale, out long value)
    {
        value = 0;
        var missing = scale;
        var inFraction = false;
        for (; p < end; p++)
        {
            if (*p == '.')
            {
                inFraction = true;
                continue;
            }

            if (!JsonText.IsDigit(*p) || (inFraction && missing == 0)) return DecimalResult.NotANumber;
            value = (value * 10) + (*p - '0');
            if (inFraction) missing--;
        }

        var factor = PowerOfTen(missing);
        if (value > long.MaxValue / factor) return DecimalResult.TooLarge;
        value *= factor;
        return DecimalResult.Exact;
    }

    private static DecimalResult ReadLong(byte* p, byte* end, int scale, bool negative, out long value)
    {
        value = 0;
        var digits = stackalloc byte[MaxChars];
        var count = 0;
        long exponent = scale;
        var inFraction = false;
        for (; p < end && (*p | 0x20) != 'e'; p++)
        {
            if (*p == '.')
            {
                inFraction = true;
                continue;
            }

            if (inFraction) exponent--;
            if (count > 0 || *p != '0') digits[count++] = (byte)(*p - '0');
        }

        if (p < end) exponent += ReadExponent(p + 1, end);
        while (count > 0 && digits[count - 1] == 0)
        {
            count--;
            exponent++;
        }

        if (count == 0) return DecimalResult.Exact;
        if (exponent < 0) return DecimalResult.TooPrecise;
        return count + exponent > 19 ? DecimalResult.TooLarge : Compose(digits, count, (int)exponent, negative, out value);
    }

    private static DecimalResult Compose(byte* digits, int count, int exponent, bool negative, out long value)
    {
        UInt128 magnitude = 0;
        for (var i = 0; i < count; i++) magnitude = (magnitude * 10) + digits[i];
        for (var i = 0; i < exponent; i++) magnitude *= 10;
        value = 0;
        if (magnitude > (UInt128)long.MaxValue + (negative ? 1u : 0u)) return DecimalResult.TooLarge;
        value = negative ? (long)-(Int128)magnitude : (long)magnitude;
        return DecimalResult.Exact;
    }

    private static long ReadExponent(byte* p, byte* end)
    {
        var negative = *p == '-';
        if (*p is (byte)'-' or (byte)'+') p++;
        long exponent = 0;
        for (; p < end; p++) exponent = Math.Min((exponent * 10) + (*p - '0'), 1_000_000);
        return negative ? -exponent : exponent;
    }

    private static long PowerOfTen(int digits)
    {
        var power = 1L;
        for (var i = 0; i < digits; i++) power *= 10;
        return power;
    }
}
