namespace Analytics.Node.Backtests;

/// <summary>What became of a backtest.</summary>
internal enum BacktestState
{
    /// <summary>Events are read.</summary>
    Running,

    /// <summary>There is a result.</summary>
    Done,

    /// <summary>There is an error.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,
}
