namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>How much is downloaded at once, for all shards of a node together.</summary>
internal sealed class DownloadLimits(int atOnce) : IDisposable
{
    /// <summary>Most bytes that one download asks for, unless one row has more.</summary>
    public const long MostBytes = 8 << 20;

    /// <summary>Most rows that one download asks for.</summary>
    public const int MostRows = 1024;

    private readonly SemaphoreSlim _slots = new(atOnce);

    /// <summary>Most downloads at a time.</summary>
    public int AtOnce => atOnce;

    /// <summary>Runs a download when its turn comes.</summary>
    public void Run(Action download, CancellationToken cancellation)
    {
        _slots.Wait(cancellation);
        try
        {
            download();
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();
}
