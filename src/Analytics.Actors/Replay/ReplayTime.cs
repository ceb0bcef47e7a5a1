namespace Analytics.Actors.Replay;

/// <summary>Time that stands still while the past is processed again, so that nothing but the log moves the shard's clock, and then jumps to the instant that was asked for.</summary>
internal sealed class ReplayTime : TimeProvider
{
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private long _timestamp = 1;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _timestamp;

    /// <summary>Moves to an instant; for whoever measures a long time passed.</summary>
    public void JumpTo(DateTimeOffset instant)
    {
        _now = instant;
        _timestamp += TimeSpan.TicksPerHour / TimeSpan.TicksPerSecond * TimestampFrequency;
    }
}
