namespace Analytics.Node.Backtests;

/// <summary>How far a backtest is. One thread writes, any reads.</summary>
internal sealed class BacktestProgress
{
    private long _toLookAt;
    private long _lookedAt;
    private long _fromLog;
    private long _fromStore;

    /// <summary>Events and records of the log that will be looked at, those of other tenants and times included; 0 before they were counted.</summary>
    public long ToLookAt
    {
        get => Volatile.Read(ref _toLookAt);
        set => Volatile.Write(ref _toLookAt, value);
    }

    /// <summary>Those that were looked at.</summary>
    public long LookedAt => Volatile.Read(ref _lookedAt);

    /// <summary>Events that the rules were shown and that came from the log.</summary>
    public long FromLog => Volatile.Read(ref _fromLog);

    /// <summary>Events that the rules were shown and that came from ClickHouse.</summary>
    public long FromStore => Volatile.Read(ref _fromStore);

    /// <summary>Events that the rules were shown.</summary>
    public long Events => FromLog + FromStore;

    /// <summary>What is done, from 0 to 1.</summary>
    public double Part => ToLookAt == 0 ? 0 : Math.Min(1, (double)LookedAt / ToLookAt);

    /// <summary>More was read.</summary>
    public void Add(long lookedAt, long events, bool isFromLog)
    {
        Volatile.Write(ref _lookedAt, _lookedAt + lookedAt);
        if (isFromLog) Volatile.Write(ref _fromLog, _fromLog + events);
        else Volatile.Write(ref _fromStore, _fromStore + events);
    }
}
