using System.Diagnostics;

namespace Analytics.Benchmarks.Pipeline;

/// <summary>Where the time goes: ticks by stage, one thread.</summary>
internal sealed class StageClock
{
    private readonly Dictionary<string, long> _ticks = [];
    private long _since;

    public void Start() => _since = Stopwatch.GetTimestamp();

    /// <summary>Books the time since the last call to a stage.</summary>
    public void Book(string stage)
    {
        var now = Stopwatch.GetTimestamp();
        _ticks[stage] = _ticks.GetValueOrDefault(stage) + now - _since;
        _since = now;
    }

    public void Clear() => _ticks.Clear();

    public double Seconds => _ticks.Values.Sum() / (double)Stopwatch.Frequency;

    /// <summary>Nanoseconds an event by stage.</summary>
    public IEnumerable<(string Stage, double Nanoseconds)> PerEvent(long events) =>
        _ticks.Select(t => (t.Key, t.Value * 1e9 / Stopwatch.Frequency / events));
}
