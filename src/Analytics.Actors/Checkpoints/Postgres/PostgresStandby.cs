using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>
/// Keeps local copies of shards that other nodes own, a moment behind them, so that taking one over downloads next to nothing. Shards that this node owns
/// are left alone. PostgreSQL being away makes the copies older, nothing else.
/// </summary>
/// <param name="store">Where the copies are.</param>
/// <param name="interval">Pause between two rounds. Default 1 s.</param>
/// <param name="onError">Hears what went wrong, on the standby's thread; the next round tries again. Must not throw. Default nobody.</param>
public sealed class PostgresStandby(PostgresCheckpointStore store, TimeSpan? interval = null, Action<string, Exception>? onError = null) : IDisposable
{
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromSeconds(1);
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Lock _gate = new();
    private Dictionary<ShardId, StandbyCopy?> _copies = [];
    private Thread? _thread;

    /// <summary>The copies, as of the last round. Any thread.</summary>
    public IReadOnlyList<StandbyCopy> Copies
    {
        get
        {
            lock (_gate) return [.. _copies.Values.OfType<StandbyCopy>()];
        }
    }

    /// <summary>Sets the shards to follow. Any thread.</summary>
    public void Follow(IEnumerable<ShardId> shards)
    {
        lock (_gate) _copies = shards.ToDictionary(shard => shard, shard => _copies.GetValueOrDefault(shard));
    }

    /// <summary>Begins to follow in the background.</summary>
    public void Start()
    {
        _thread = new Thread(Run) { Name = "standby", IsBackground = true };
        _thread.Start();
    }

    /// <summary>One round: brings every copy up to date whose shard has a newer checkpoint. Never throws.</summary>
    public void Refresh()
    {
        KeyValuePair<ShardId, StandbyCopy?>[] shards;
        lock (_gate) shards = [.. _copies];
        if (shards.Length == 0 || Try("all shards", store.NewestNumbers) is not { } newest) return;
        foreach (var (shard, copy) in shards)
        {
            if (_stopping.IsSet) return;
            if (!newest.TryGetValue(shard, out var number) || copy?.Number == number) continue;
            var refreshed = Try(shard.ToString(), () => store.Follow(shard));
            lock (_gate)
                if (_copies.ContainsKey(shard)) _copies[shard] = refreshed;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Set();
        _thread?.Join();
        _stopping.Dispose();
    }

    private void Run()
    {
        do Refresh();
        while (!_stopping.Wait(_interval));
    }

    private T? Try<T>(string what, Func<T> work)
        where T : class?
    {
        try
        {
            return work();
        }
        catch (Exception error)
        {
            onError?.Invoke($"The copy of {what} is not up to date.", error);
            return null;
        }
    }
}
