namespace Analytics.Actors.Timers;

/// <summary>The node's clock in the unit of events.</summary>
internal static class WallClock
{
    /// <summary>Microseconds since 1970-01-01T00:00:00Z.</summary>
    public static long Micros(this TimeProvider time) => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A span in microseconds.</summary>
    public static long Micros(this TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
