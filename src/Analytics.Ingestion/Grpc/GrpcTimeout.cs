using System.Globalization;

namespace Analytics.Ingestion.Grpc;

/// <summary>The header <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    /// <summary>Longer ones are as good as none, and more than a timer can hold.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Reads it; an empty text is no limit. False when it is no timeout at all.</summary>
    public static bool TryRead(string text, out TimeSpan timeout)
    {
        timeout = Timeout.InfiniteTimeSpan;
        if (text.Length == 0) return true;
        if (text.Length > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        var ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => -1,
        };
        if (ticks < 0) return false;
        var given = ticks == 0 ? TimeSpan.FromTicks(count / 100) : TimeSpan.FromTicks(count * ticks);
        if (given < Longest) timeout = given;
        return true;
    }
}
