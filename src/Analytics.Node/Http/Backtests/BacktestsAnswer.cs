using Analytics.Node.Backtests;

namespace Analytics.Node.Http.Backtests;

/// <summary>Backtests of a tenant on this node.</summary>
/// <param name="Backtests">The newest first.</param>
internal sealed record BacktestsAnswer(IReadOnlyList<BacktestAnswer> Backtests);
