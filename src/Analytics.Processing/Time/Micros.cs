namespace Analytics.Processing.Time;

/// <summary>Lengths of time in microseconds, the unit of all timestamps, and how they round.</summary>
public static class Micros
{
    /// <summary>One second.</summary>
    public const long Second = 1_000_000;

    /// <summary>One minute.</summary>
    public const long Minute = 60 * Second;

    /// <summary>One hour.</summary>
    public const long Hour = 60 * Minute;

    /// <summary>One day of 24 hours.</summary>
    public const long Day = 24 * Hour;

    /// <summary>The earliest time that .NET's calendar knows (year 1).</summary>
    public static readonly long Earliest = DateTime.MinValue.Subtract(DateTime.UnixEpoch).Ticks / 10;

    /// <summary>The latest time that .NET's calendar knows (year 9999).</summary>
    public static readonly long Latest = DateTime.MaxValue.Subtract(DateTime.UnixEpoch).Ticks / 10;

    /// <summary>Number of whole units before a time, also right before 1970.</summary>
    public static long Index(long timestamp, long unit)
    {
        var quotient = timestamp / unit;
        return timestamp < quotient * unit ? quotient - 1 : quotient;
    }

    /// <summary>Start of the unit that a time lies in.</summary>
    public static long Floor(long timestamp, long unit) => Index(timestamp, unit) * unit;

    /// <summary>The instant as a UTC date, cut to what .NET's calendar knows.</summary>
    public static DateTime ToUtc(long timestamp) => DateTime.UnixEpoch.AddTicks(Math.Clamp(timestamp, Earliest, Latest) * 10);

    /// <summary>Microseconds of an interval.</summary>
    public static long Of(TimeSpan span) => span.Ticks / 10;
}
