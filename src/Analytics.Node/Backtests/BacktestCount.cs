namespace Analytics.Node.Backtests;

/// <summary>Some alerts in numbers.</summary>
/// <param name="Alerts">How many.</param>
/// <param name="Entities">About how many users, cards or whatever is watched.</param>
/// <param name="Amount">Sum of the amounts of the events that completed them.</param>
internal sealed record BacktestCount(int Alerts, int Entities, decimal Amount)
{
    /// <summary>Counts alerts.</summary>
    public static BacktestCount Of(IReadOnlyCollection<BacktestAlert> alerts) => new(alerts.Count, alerts.Select(alert => alert.Entity).Distinct().Count(), alerts.Sum(alert => alert.Amount));
}
