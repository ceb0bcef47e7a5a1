using System.Diagnostics;

namespace Analytics.Benchmarks.Ingest;

/// <summary>
/// What the disk does by itself to whoever waits for it: fifty times a second a few bytes are appended to a file and flushed, by nobody's program, beside whatever is measured. A disk that stands still for a tenth of
/// a second stands still for the log, too.
/// </summary>
internal sealed class BareFlush : IDisposable
{
    private const int Size = 1500;
    private readonly LatencyRecord _times = new(100_000);
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;

    public BareFlush(string path)
    {
        _thread = new Thread(() => Run(path)) { IsBackground = true, Name = "bare-flush" };
        _thread.Start();
    }

    /// <summary>Ends it and tells the times of its flushes.</summary>
    public LatencyRecord Stop()
    {
        _end.Cancel();
        _thread.Join();
        return _times;
    }

    public void Dispose()
    {
        if (_thread.IsAlive) Stop();
        _end.Dispose();
    }

    private void Run(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var bytes = new byte[Size];
        while (!_end.Token.WaitHandle.WaitOne(20))
        {
            var started = Stopwatch.GetTimestamp();
            file.Write(bytes);
            file.Flush(flushToDisk: true);
            _times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
