namespace Analytics.Log.Segments;

/// <summary>Time as the log stores it.</summary>
internal static class LogClock
{
    /// <summary>Microseconds since 1970.</summary>
    public static long NowMicros(TimeProvider time) => (time.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A span in microseconds.</summary>
    public static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
