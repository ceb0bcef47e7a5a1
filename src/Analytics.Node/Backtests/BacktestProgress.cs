namespace Analytics.Node.Backtests;

/// <summary>How far a backtest is. One thread writes, any reads.</summary>
internal sealed class BacktestProgress
{
    private long _total;
    private long _done;

    /// <summary>Events that will be read; 0 before they were counted.</summary>
    public long Total
    {
        get => Volatile.Read(ref _total);
        set => Volatile.Write(ref _total, value);
    }

    /// <summary>Events that were read.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>More events were read.</summary>
    public void Add(int events) => Volatile.Write(ref _done, _done + events);
}
