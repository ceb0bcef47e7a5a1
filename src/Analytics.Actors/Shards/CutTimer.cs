namespace Analytics.Actors.Shards;

/// <summary>When a shard cuts next: in its rhythm, more rarely while it is behind, and nearly at once for an alert.</summary>
internal sealed class CutTimer
{
    // Alerts that come all the time must not fill the store with checkpoints: it is left alone for nine tenths of the time.
    private const int AlertRests = 10;
    private readonly ShardOptions _options;
    private readonly TimeProvider _time;
    private readonly CutRhythm _rhythm;
    private long _lastCutAt;

    /// <summary>The first interval begins now.</summary>
    public CutTimer(ShardSetup setup)
    {
        (_options, _time, _rhythm) = (setup.Options, setup.Time, new CutRhythm(setup.Id));
        Cut();
    }

    /// <summary>The shard cuts.</summary>
    public void Cut() => _lastCutAt = _time.GetTimestamp();

    /// <summary>Until the next cut is due; zero when it is.</summary>
    /// <param name="isBehind">Whether more than a batch waits to be read.</param>
    /// <param name="hasAlerts">Whether somebody waits for an alert.</param>
    /// <param name="lastTook">How long the last checkpoint took to become durable.</param>
    public TimeSpan UntilDue(bool isBehind, bool hasAlerts, TimeSpan lastTook)
    {
        var rest = Interval(isBehind, hasAlerts, lastTook) - _time.GetElapsedTime(_lastCutAt);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private TimeSpan Interval(bool isBehind, bool hasAlerts, TimeSpan lastTook)
    {
        if (isBehind) return Paced(_options.CheckpointIntervalBehind ?? _options.CheckpointInterval);
        if (!hasAlerts) return Paced(_options.CheckpointInterval);
        var rest = lastTook * AlertRests;
        return rest > _options.CheckpointInterval ? _options.CheckpointInterval : rest > _options.CheckpointIntervalAlert ? rest : _options.CheckpointIntervalAlert;
    }

    private TimeSpan Paced(TimeSpan interval) => _rhythm.After(_time.GetElapsedTime(0, _lastCutAt), interval);
}
