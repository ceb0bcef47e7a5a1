namespace Analytics.Node.Backtests.Past;

/// <summary>Past events of one partition, a batch at a time; while it is worked on the next one is read. One thread.</summary>
internal sealed class PastCursor : IDisposable
{
    private readonly PastReader _reader;
    private readonly ReadAhead _ahead;
    private PastBatch _free = new();
    private Task<bool> _reading;

    public PastCursor(PastReader reader, ReadAhead ahead)
    {
        (_reader, _ahead) = (reader, ahead);
        _reading = Read();
    }

    /// <summary>The events at hand.</summary>
    public PastBatch Batch { get; private set; } = new();

    /// <summary>The next of them.</summary>
    public int At { get; set; }

    /// <summary>Whether there is a next one.</summary>
    public bool HasNext => At < Batch.Events.Count;

    /// <summary>Arrival of the next one, microseconds since 1970.</summary>
    public long NextArrival => Batch.Events.Rows[At].ReceivedAt;

    /// <summary>The place behind the next one and those that follow it and came up to a time, microseconds since 1970.</summary>
    public int EndOfRun(long until)
    {
        var rows = Batch.Events.Rows;
        var end = At + 1;
        while (end < rows.Length && rows[end].ReceivedAt <= until) end++;
        return end;
    }

    /// <summary>Goes on to the next batch, which may be empty; false at the end. Blocks until it is there.</summary>
    public bool Move()
    {
        if (!_reading.GetAwaiter().GetResult()) return false;
        (Batch, _free, At) = (_free, Batch, 0);
        _reading = Read();
        return true;
    }

    /// <summary>Waits for what is being read; that it failed is of no interest any more.</summary>
    public void Dispose()
    {
        Task.WaitAny(_reading);
        _reader.Dispose();
    }

    private Task<bool> Read()
    {
        var target = _free;
        return _ahead.RunAsync(() => _reader.Read(target));
    }
}
