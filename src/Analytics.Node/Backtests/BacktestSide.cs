using Analytics.Actors.Entities;
using Analytics.Actors.Replay;

namespace Analytics.Node.Backtests;

/// <summary>One of the rules that are compared, and what it found. One thread.</summary>
/// <param name="from">Start of the range.</param>
/// <param name="to">End of the range.</param>
/// <param name="most">Most alerts.</param>
internal sealed class BacktestSide(long from, long to, int most)
{
    private readonly List<ReplayedAlert> _found = [];

    /// <summary>What was found in the range.</summary>
    public List<BacktestAlert> Alerts { get; } = [];

    /// <summary>How often a limit of unfinished matches or waiting events was hit.</summary>
    public long Limits { get; private set; }

    /// <summary>Where a replay puts what it finds.</summary>
    public ICollection<ReplayedAlert> Found => _found;

    /// <summary>Keeps what was found since the last time.</summary>
    /// <param name="position">Where the event of an offset is.</param>
    /// <exception cref="BacktestException">There are too many.</exception>
    public void Keep(Func<long, EventPosition> position)
    {
        foreach (var alert in _found)
        {
            if (alert.Rule == PatternActors.LimitRule) Limits++;
            else if (alert.At >= from && alert.At < to) Add(alert, position);
        }

        _found.Clear();
    }

    private void Add(ReplayedAlert alert, Func<long, EventPosition> position)
    {
        if (Alerts.Count == most) throw new BacktestException($"The rule raises more than {most} alerts in the range (backtest.max-alerts): ask for a shorter range, or make the rule narrower.");
        Alerts.Add(new BacktestAlert(alert.KeyField, alert.Key.Replace("\0", ", ", StringComparison.Ordinal), alert.FirstAt, alert.At, [.. alert.Offsets.Select(position)], alert.Evidence));
    }
}
