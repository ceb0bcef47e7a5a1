namespace Analytics.Node.Backtests;

/// <summary>A backtest that is not possible as it was asked for; the message says why, for people.</summary>
internal sealed class BacktestException(string message) : Exception(message);
