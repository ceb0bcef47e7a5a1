using System.Diagnostics;
using System.Text.Json;

namespace Analytics.Benchmarks.Chaos;

/// <summary>
/// Looks at all nodes four times a second: which partitions run, how far they are, and how long nothing moved while there was something to do. One loop writes,
/// others read.
/// </summary>
internal sealed class ChaosWatch(IReadOnlyList<ChaosNode> nodes, int partitions) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<(string, int), (long Position, long Delivered, long End)> _furthest = [];
    private Task _loop = Task.CompletedTask;
    private volatile int _running;
    private volatile bool _caughtUp;
    private long _rounds;

    /// <summary>Longest time in which no partition moved though events waited.</summary>
    public TimeSpan LongestStandstill { get; private set; }

    /// <summary>Partitions that run on a node that answers.</summary>
    public int Running => _running;

    /// <summary>Whether every sink has everything.</summary>
    public bool CaughtUp => _caughtUp;

    /// <summary>What waits where, in words.</summary>
    public string State { get; private set; } = "";

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Completes when all partitions run, as seen after this call began; false when they do not in time.</summary>
    public async Task<bool> AllRunAsync(TimeSpan patience)
    {
        // The round under way may have begun before the fault.
        var from = Interlocked.Read(ref _rounds) + 2;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < patience; await Task.Delay(50))
            if (Interlocked.Read(ref _rounds) >= from && _running == partitions) return true;
        return false;
    }

    /// <summary>Completes when every sink has everything; false when not in time.</summary>
    public async Task<bool> CatchUpAsync(TimeSpan patience)
    {
        var from = Interlocked.Read(ref _rounds) + 8;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < patience; await Task.Delay(100))
            if (Interlocked.Read(ref _rounds) >= from && _caughtUp) return true;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var moved = Stopwatch.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            var answers = await Task.WhenAll(nodes.Select(node => node.ShardsAsync()));
            var anyMoved = Take([.. answers.SelectMany(shards => shards)]);
            var still = Stopwatch.GetElapsedTime(moved);
            if (anyMoved || _furthest.Values.All(shard => shard.Position >= shard.End)) moved = Stopwatch.GetTimestamp();
            else if (still > LongestStandstill) LongestStandstill = still;
            Interlocked.Increment(ref _rounds);
            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    private bool Take(List<JsonElement> shards)
    {
        var moved = false;
        foreach (var shard in shards)
        {
            var key = (shard.GetProperty("topic").GetString()!, shard.GetProperty("partition").GetInt32());
            var (position, delivered, end) = _furthest.GetValueOrDefault(key);
            var now = (Position: Math.Max(position, At(shard, "position")), Delivered: Math.Max(delivered, At(shard, "deliveredOffset")), End: Math.Max(end, At(shard, "end")));
            moved |= now.Position > position;
            _furthest[key] = now;
        }

        var owned = shards.Where(shard => shard.GetProperty("state").GetString() == "running").GroupBy(shard => (shard.GetProperty("topic").GetString(), shard.GetProperty("partition").GetInt32())).ToList();
        _running = owned.Count;
        _caughtUp = owned.Count == partitions && owned.TrueForAll(group => group.Any(shard => At(shard, "deliveredOffset") == At(shard, "end"))) && _furthest.Values.All(shard => shard.Delivered == shard.End);
        State = $"{owned.Count} of {partitions} run; {_furthest.Values.Sum(shard => shard.End - shard.Position):N0} wait, {_furthest.Values.Sum(shard => shard.Position - shard.Delivered):N0} are on their way to sinks";
        return moved;
    }

    private static long At(JsonElement shard, string name) => shard.GetProperty(name).GetInt64();
}
