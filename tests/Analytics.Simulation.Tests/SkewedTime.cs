namespace Analytics.Simulation.Tests;

/// <summary>The clock of one node: it passes as everybody's, and shows what it likes.</summary>
internal sealed class SkewedTime(TimeProvider real) : TimeProvider
{
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + Skew;

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);
}
