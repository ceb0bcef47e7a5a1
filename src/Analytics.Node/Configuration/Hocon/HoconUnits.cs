using System.Globalization;

namespace Analytics.Node.Configuration.Hocon;

/// <summary>Durations and sizes, by the units of the HOCON specification.</summary>
public static class HoconUnits
{
    private static readonly string[] SizePrefixes = ["kilo", "mega", "giga", "tera", "peta", "exa"];
    private static readonly string[] BinaryPrefixes = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi"];

    /// <summary>Reads <c>5s</c>, <c>30 minutes</c>, <c>1.5h</c>; a bare number is milliseconds. Finer than 100 ns is cut.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TrySplit(text, out var number, out var unit) || TicksOf(unit) is not { } ticks) return false;
        return TryScale(number, ticks, out var total) && Set(out duration, TimeSpan.FromTicks(total));
    }

    /// <summary>Reads <c>10MB</c> (powers of ten), <c>256MiB</c> or <c>256M</c> (powers of two); a bare number is bytes.</summary>
    public static bool TryParseSize(string text, out ByteSize size)
    {
        size = default;
        if (!TrySplit(text, out var number, out var unit) || BytesOf(unit) is not { } bytes) return false;
        return TryScale(number, bytes, out var total) && Set(out size, new ByteSize(total));
    }

    private static bool Set<T>(out T target, T value)
    {
        target = value;
        return true;
    }

    private static bool TrySplit(string text, out decimal number, out string unit)
    {
        var trimmed = text.Trim();
        var letters = trimmed.Length;
        while (letters > 0 && char.IsLetter(trimmed[letters - 1])) letters--;
        unit = trimmed[letters..];
        return decimal.TryParse(trimmed.AsSpan(0, letters).TrimEnd(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out number);
    }

    private static bool TryScale(decimal number, decimal factor, out long total)
    {
        total = 0;
        if (Math.Abs(number) > long.MaxValue / factor) return false;
        total = (long)(number * factor);
        return true;
    }

    private static decimal? TicksOf(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 0.01m,
        "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null,
    };

    private static decimal? BytesOf(string unit)
    {
        if (unit is "" or "B" or "b" or "byte" or "bytes") return 1;
        for (var power = 1; power <= SizePrefixes.Length; power++)
        {
            var letter = "kMGTPE"[power - 1];
            if (unit == letter + "B" || IsLong(unit, SizePrefixes[power - 1])) return Power(1000, power);
            var upper = char.ToUpperInvariant(letter);
            var abbreviated = unit == $"{upper}" || unit == $"{char.ToLowerInvariant(letter)}" || unit == upper + "i" || unit == upper + "iB";
            if (abbreviated || IsLong(unit, BinaryPrefixes[power - 1])) return Power(1024, power);
        }

        return null;
    }

    private static bool IsLong(string unit, string prefix) => unit == prefix + "byte" || unit == prefix + "bytes";

    private static decimal Power(decimal of, int power) => Enumerable.Repeat(of, power).Aggregate(1m, (product, factor) => product * factor);
}
