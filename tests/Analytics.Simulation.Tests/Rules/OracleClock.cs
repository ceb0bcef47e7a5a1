namespace Analytics.Simulation.Tests.Rules;

/// <summary>How far a tenant's events have come, followed by hand: the newest event less the disorder, and after a silence of that length the newest arrival, less the same. Microseconds.</summary>
internal sealed class OracleClock(long disorder)
{
    private long _arrival = long.MinValue;

    /// <summary>Up to this time events are complete.</summary>
    public long Mark { get; private set; } = long.MinValue;

    /// <summary>An event is about to be taken.</summary>
    public void Before(OracleEvent seen) => Silence(Math.Max(seen.Arrival, _arrival));

    /// <summary>An event was taken.</summary>
    public void Passed(OracleEvent seen)
    {
        Mark = Math.Max(Mark, seen.Seconds * 1_000_000 - disorder);
        _arrival = Math.Max(_arrival, seen.Arrival);
    }

    /// <summary>A cut at which others came until now.</summary>
    public void Cut() => Silence(_arrival);

    /// <summary>Nothing came until then.</summary>
    public void Silence(long until)
    {
        if (_arrival != long.MinValue && until - _arrival >= disorder) Mark = Math.Max(Mark, until - disorder);
    }

    /// <summary>Goes as far as another one has come.</summary>
    public void Follow(OracleClock other) => (Mark, _arrival) = (Math.Max(Mark, other.Mark), Math.Max(_arrival, other._arrival));
}
