namespace Analytics.Sinks.Tests.Alerts;

/// <summary>A clock that stands until it is moved; timers are real, and short in these tests.</summary>
public sealed class ShiftedTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Forward(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
