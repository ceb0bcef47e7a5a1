namespace Analytics.Node.Backtests;

/// <summary>What a backtest found.</summary>
/// <param name="Total">What the rule raises.</param>
/// <param name="New">Alerts that the other does not raise: none of it about the same at the same time.</param>
/// <param name="Lost">Alerts of the other for which the rule raises none.</param>
/// <param name="Same">Alerts that both raise.</param>
/// <param name="Labels">Against what people decided; null where alerts are not kept.</param>
/// <param name="OtherLabels">The same for what it is compared with; null without.</param>
/// <param name="Limits">How often unfinished matches were given up because of a limit.</param>
/// <param name="NewExamples">Some of the new ones, with their events.</param>
/// <param name="LostExamples">Some of the lost ones.</param>
/// <param name="SameExamples">Some of the same ones.</param>
internal sealed record BacktestResult(
    BacktestCount Total, BacktestCount? New, BacktestCount? Lost, BacktestCount? Same, BacktestLabels? Labels, BacktestLabels? OtherLabels, long Limits,
    IReadOnlyList<BacktestExample> NewExamples, IReadOnlyList<BacktestExample> LostExamples, IReadOnlyList<BacktestExample> SameExamples);
