namespace Analytics.Log.Segments;

/// <summary>The health of all writers and of their disk in one, for whoever asks; remembers when it changed.</summary>
internal sealed class LogHealth(FreeSpace space, IReadOnlyList<PartitionWriter> writers, TimeProvider time)
{
    private readonly Lock _gate = new();
    private SegmentLogState _last = new(true, time.GetUtcNow(), "");

    /// <summary>How it is now. Looks at the disk, so that what is full is known before anybody writes.</summary>
    public SegmentLogState Now
    {
        get
        {
            var error = writers.Select(writer => writer.Trouble).FirstOrDefault(trouble => trouble is not null) ?? space.Shortage() ?? "";
            lock (_gate)
            {
                if (_last.IsUp != (error.Length == 0)) _last = new SegmentLogState(error.Length == 0, time.GetUtcNow(), error);
                else if (_last.Error != error) _last = _last with { Error = error };
                return _last;
            }
        }
    }
}
