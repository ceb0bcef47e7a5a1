using System.Collections.Concurrent;

namespace Analytics.Actors.Shards;

/// <summary>
/// A thread that owns some shards and runs them in turn, one piece of work each. It sleeps until records arrive, a question comes, a checkpoint or a
/// delivery ends, or timers are due. Shards come and go between two turns; one that has stopped is let go by itself.
/// </summary>
internal sealed class ShardWorker : IDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);
    private readonly List<Shard> _shards = [];
    private readonly ConcurrentQueue<Action> _orders = new();

    // Never disposed: who wakes a shard may still hold it.
    private readonly AutoResetEvent _signal = new(false);
    private readonly Thread _thread;
    private volatile bool _ended;
    private long _lastTurn = Environment.TickCount64;

    public ShardWorker(string name, bool yields) => _thread = new Thread(() => Run(yields)) { IsBackground = true, Name = name };

    /// <summary>Time since the loop last came round, for the liveness of the process.</summary>
    public TimeSpan SinceLastTurn => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastTurn));

    public void Start() => _thread.Start();

    /// <summary>From its next turn on it runs the shard, which no other thread runs. Any thread.</summary>
    public void Take(Shard shard) => Order(() =>
    {
        _shards.Add(shard);
        shard.Woken = () => _signal.Set();
    });

    /// <summary>After this turn another worker runs the shard, unless it stops before. Any thread.</summary>
    public void HandOver(Shard shard, ShardWorker to) => Order(() =>
    {
        if (_shards.Remove(shard)) to.Take(shard);
    });

    /// <summary>Ends the loop at once, as a crash would, and lets its shards go.</summary>
    public void Dispose()
    {
        _ended = true;
        _signal.Set();
        if (_thread.IsAlive) _thread.Join();
        while (_orders.TryDequeue(out var order)) order();
        foreach (var shard in _shards) shard.Dispose();
    }

    private void Order(Action order)
    {
        _orders.Enqueue(order);
        _signal.Set();
    }

    private void Run(bool yields)
    {
        if (yields) LowerPriority.Enter();
        while (!_ended)
        {
            Volatile.Write(ref _lastTurn, Environment.TickCount64);
            while (_orders.TryDequeue(out var order)) order();
            var (worked, sleep) = (false, LongestSleep);
            for (var i = _shards.Count - 1; i >= 0; i--)
            {
                var shard = _shards[i];
                worked |= shard.Step();
                if (shard.State == ShardState.Stopped) _shards.RemoveAt(i);
                else if (shard.UntilTick < sleep) sleep = shard.UntilTick;
            }

            if (!worked) _signal.WaitOne(sleep > TimeSpan.FromMilliseconds(1) ? sleep : TimeSpan.FromMilliseconds(1));
        }
    }
}
