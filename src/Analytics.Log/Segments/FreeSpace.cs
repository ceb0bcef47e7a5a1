namespace Analytics.Log.Segments;

/// <summary>Room on the log's volume, looked at not more often than the heal interval. Used by all writers.</summary>
internal sealed class FreeSpace(SegmentLogOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _checkedAt;
    private bool _checked;
    private string? _shortage;

    /// <summary>What is wrong; null when there is room.</summary>
    public string? Shortage()
    {
        lock (_gate)
        {
            if (!_checked || time.GetElapsedTime(_checkedAt) >= options.HealInterval)
            {
                _shortage = Ask();
                _checkedAt = time.GetTimestamp();
                _checked = true;
            }

            return _shortage;
        }
    }

    /// <summary>A volume that does not answer counts as full: that heals by itself when it answers again.</summary>
    private string? Ask()
    {
        try
        {
            var free = options.Files.FreeBytes(options.Directory);
            return free >= options.MinimumFreeBytes ? null : $"The disk of the log is full: {free} bytes are free and {options.MinimumFreeBytes} must stay free.";
        }
        catch (IOException gone)
        {
            return $"The disk of the log does not say how much room it has: {gone.Message}";
        }
    }
}
