namespace Analytics.Actors.Timers;

/// <summary>
/// The clock of one shard. It follows the arrival times in the log, so that a replay sees the same times, and the wall only after the
/// partition has been quiet for a moment. It never goes back.
/// </summary>
internal sealed class ShardClock(TimeProvider time, TimeSpan quiet)
{
    private long _lastRead = time.GetTimestamp();
    private bool _caughtUp;

    /// <summary>Microseconds since 1970.</summary>
    public long NowMicros { get; private set; }

    /// <summary>How far it had to come by what was written down and what arrived since. Where it is further the wall moved it, and no record.</summary>
    public long ReachedMicros { get; private set; }

    /// <summary>A record with this arrival time is being processed.</summary>
    public void Arrived(long receivedAtMicros)
    {
        _caughtUp = false;
        _lastRead = time.GetTimestamp();
        if (receivedAtMicros > NowMicros) NowMicros = receivedAtMicros;
        if (receivedAtMicros > ReachedMicros) ReachedMicros = receivedAtMicros;
    }

    /// <summary>There was nothing to read.</summary>
    public void CaughtUp() => _caughtUp = true;

    /// <summary>There may be something to read, and it is not read.</summary>
    public void Waits() => _caughtUp = false;

    /// <summary>The time that the cut made now has.</summary>
    public long AtCut()
    {
        if (_caughtUp && time.GetElapsedTime(_lastRead) >= quiet) NowMicros = Math.Max(NowMicros, time.Micros());
        return NowMicros;
    }

    /// <summary>Goes on by a microsecond where it stands still at a time: borders are told from each other by offset and clock, and a cut that changed something at the offset of the one before must be.</summary>
    public void MoveBeyond(long micros) => NowMicros = Math.Max(NowMicros, micros + 1);

    /// <summary>Goes to a time that was written down: of a checkpoint, of a cut, or of one that is repeated.</summary>
    public void Set(long micros) => NowMicros = ReachedMicros = micros;
}
