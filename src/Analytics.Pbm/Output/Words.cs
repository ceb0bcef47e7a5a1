using System.Globalization;

namespace Analytics.Pbm.Output;

/// <summary>Numbers, sizes and times as people read them.</summary>
public static class Words
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>12,345.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>12.3 MB, in powers of ten.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1) (value, unit) = (value / 1000, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }

    /// <summary>250 ms, 4.2 s, 3 min 10 s, 5 h 2 min, 3 d 4 h.</summary>
    public static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Max(0, seconds));
        if (time.TotalSeconds < 1) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
        if (time.TotalMinutes < 1) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
        if (time.TotalHours < 1) return $"{time.Minutes} min {time.Seconds} s";
        return time.TotalDays < 1 ? $"{time.Hours} h {time.Minutes} min" : $"{(int)time.TotalDays} d {time.Hours} h";
    }

    /// <summary>1,234.5/s.</summary>
    public static string Rate(double perSecond) => perSecond.ToString(perSecond < 100 ? "N1" : "N0", CultureInfo.InvariantCulture) + "/s";

    /// <summary>2026-11-21 08:00:56Z, or a dash.</summary>
    public static string Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
