using Analytics.Contracts.Log;

namespace Analytics.Log.Segments;

/// <summary>
/// Whether a partition's writer may write. A full disk is a pause that ends by itself; a failed flush is an end, because the kernel may have dropped
/// the pages it could not write and would report success the next time.
/// </summary>
internal sealed class WriterHealth(string name, FreeSpace space, TimeSpan healInterval, TimeProvider time)
{
    // Whoever is sent nothing because it is down would never find out that it is well again.
    private static readonly TimeSpan TroubleLasts = TimeSpan.FromSeconds(10);

    private volatile string? _stopped;
    private volatile string? _paused;
    private Exception? _cause;
    private long _pausedAt;

    /// <summary>Whether it stopped for good.</summary>
    public bool IsStopped => _stopped is not null;

    /// <summary>What went wrong at the last write and was not made good since; null when nothing did, or long ago. Any thread.</summary>
    public string? Trouble => _stopped ?? (time.GetElapsedTime(Volatile.Read(ref _pausedAt)) < TroubleLasts ? _paused : null);

    /// <summary>Why appends are refused now; null when they may be tried.</summary>
    public LogUnavailableException? Refusal()
    {
        if (_stopped is not null) return new LogUnavailableException(_stopped, _cause);
        if (_paused is not null && time.GetElapsedTime(_pausedAt) < healInterval) return new LogUnavailableException(_paused, _cause);
        return space.Shortage() is { } shortage ? new LogUnavailableException(shortage) : null;
    }

    public void Healed()
    {
        if (_paused is null) return;
        _paused = null;
        _cause = null;
    }

    /// <summary>The write failed and was taken back.</summary>
    public LogUnavailableException Pause(Exception cause)
    {
        var paused = $"{name} cannot be written since {time.GetUtcNow():O}: {cause.Message}";
        Volatile.Write(ref _pausedAt, time.GetTimestamp());
        _paused = paused;
        _cause = cause;
        return new LogUnavailableException(paused, cause);
    }

    /// <summary>Nothing more may be written until the log is opened again.</summary>
    public LogUnavailableException Stop(string what, Exception cause)
    {
        _stopped ??= $"{name} stopped at {time.GetUtcNow():O} until the log is opened again: {what}: {cause.Message}";
        _cause ??= cause;
        return new LogUnavailableException(_stopped, _cause);
    }
}
