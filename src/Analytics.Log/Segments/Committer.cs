using System.Diagnostics;

namespace Analytics.Log.Segments;

/// <summary>
/// A thread that commits for its partitions in rounds: first all writes, then all flushes, so that the file system's first flush carries most of the
/// others'. Appends that arrive during a round make the next one.
/// </summary>
internal sealed class Committer : IDisposable
{
    private readonly PartitionWriter[] _writers;
    private readonly TimeSpan _interval;
    private readonly ManualResetEventSlim _wake = new(false, spinCount: 0);
    private readonly List<PartitionWriter> _written = [];
    private readonly Thread _thread;
    private volatile bool _stopping;
    private long _roundAt;

    public Committer(PartitionWriter[] writers, TimeSpan interval, string name)
    {
        _writers = writers;
        _interval = interval;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Something was queued.</summary>
    public void Wake()
    {
        if (!_wake.IsSet) _wake.Set();
    }

    /// <summary>Commits what is queued and ends.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        foreach (var writer in _writers) writer.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait();
            Linger();
            _wake.Reset();
            var stop = _stopping;
            Round();
            if (Array.Exists(_writers, writer => writer.HasWork)) _wake.Set();
            else if (stop) return;
        }
    }

    /// <summary>Lets appends gather until the interval since the last round has passed.</summary>
    private void Linger()
    {
        if (_stopping || _interval == TimeSpan.Zero) return;
        var rest = _interval - Stopwatch.GetElapsedTime(_roundAt);
        if (_roundAt != 0 && rest > TimeSpan.Zero) Thread.Sleep((int)Math.Ceiling(rest.TotalMilliseconds));
    }

    private void Round()
    {
        _roundAt = Stopwatch.GetTimestamp();
        foreach (var writer in _writers)
            if (writer.HasWork && writer.Write()) _written.Add(writer);
        foreach (var writer in _written) writer.Flush();
        _written.Clear();
    }
}
