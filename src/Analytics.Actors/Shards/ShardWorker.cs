namespace Analytics.Actors.Shards;

/// <summary>
/// A thread that owns some shards and runs them in turn, one piece of work each. It sleeps until records arrive, a question comes, a checkpoint or a
/// delivery ends, or timers are due.
/// </summary>
internal sealed class ShardWorker : IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);
    private readonly IReadOnlyList<Shard> _shards;
    private readonly AutoResetEvent _signal = new(false);
    private readonly Thread _thread;
    private volatile bool _ended;
    private long _lastTurn = Environment.TickCount64;

    public ShardWorker(string name, IReadOnlyList<Shard> shards)
    {
        _shards = shards;
        foreach (var shard in shards) shard.Woken = () => _signal.Set();
        _thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    /// <summary>Time since the loop last came round, for the liveness of the process.</summary>
    public TimeSpan SinceLastTurn => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastTurn));

    public void Start() => _thread.Start();

    /// <summary>Waits until every shard has stopped.</summary>
    public void Join()
    {
        if (_thread.IsAlive) _thread.Join();
    }

    /// <summary>Ends the loop at once, as a crash would.</summary>
    public void Dispose()
    {
        _ended = true;
        _signal.Set();
        Join();
        foreach (var shard in _shards) shard.Woken = null;
        _signal.Dispose();
    }

    private void Run()
    {
        while (!_ended)
        {
            Volatile.Write(ref _lastTurn, Environment.TickCount64);
            var (worked, stopped, sleep) = (false, true, LongestSleep);
            foreach (var shard in _shards)
            {
                worked |= shard.Step();
                stopped &= shard.State == ShardState.Stopped;
                if (shard.UntilTick < sleep) sleep = shard.UntilTick;
            }

            if (stopped) return;
            if (!worked) _signal.WaitOne(sleep > TimeSpan.FromMilliseconds(1) ? sleep : TimeSpan.FromMilliseconds(1));
        }
    }
}
