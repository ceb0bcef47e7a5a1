using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Holds;

/// <summary>
/// What rests now, by the store's account: read at the start, after each change of this node's own, and every second, because other nodes change it, too. While the store
/// does not answer, what was known last goes on to hold. Any thread.
/// </summary>
public sealed class HoldBoard : IAsyncDisposable
{
    private readonly IHoldStore _store;
    private readonly PeriodicTimer _timer;
    private volatile IReadOnlyList<Hold> _holds;
    private Task _reading = Task.CompletedTask;

    private HoldBoard(IHoldStore store, IReadOnlyList<Hold> holds, TimeSpan interval, TimeProvider time)
    {
        (_store, _holds) = (store, holds);
        _timer = new PeriodicTimer(interval, time);
    }

    /// <summary>The holds of this moment.</summary>
    public IReadOnlyList<Hold> Now => _holds;

    /// <summary>Called, on any thread, after the holds changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>Reads the holds; from here on they are followed.</summary>
    /// <param name="store">Where they are kept; disposed with the board.</param>
    /// <param name="time">The clock.</param>
    /// <param name="interval">Time between two looks. Default 1 s.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="IOException">They cannot be read: what rests must not start to run.</exception>
    public static async Task<HoldBoard> OpenAsync(IHoldStore store, TimeProvider time, TimeSpan? interval = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var board = new HoldBoard(store, await store.ReadAsync(cancellation), interval ?? TimeSpan.FromSeconds(1), time);
        board._reading = board.FollowAsync();
        return board;
    }

    /// <summary>Whether a shard is not to read.</summary>
    public bool Covers(ShardId shard)
    {
        foreach (var hold in _holds)
            if (hold.Covers(shard)) return true;
        return false;
    }

    /// <summary>Whether a sink is to get nothing.</summary>
    public bool CoversSink(string sink)
    {
        foreach (var hold in _holds)
            if (hold.Kind == Hold.Sink && hold.Name == sink) return true;
        return false;
    }

    /// <summary>Lets something rest. It does when this returns, on this node; on others within the interval.</summary>
    /// <exception cref="IOException">It cannot be kept now; nothing changed.</exception>
    public async Task AddAsync(Hold hold, CancellationToken cancellation)
    {
        await _store.AddAsync(hold, cancellation);
        await RefreshAsync(cancellation);
    }

    /// <summary>Lets something go on; false when it did not rest under this name.</summary>
    /// <exception cref="IOException">It cannot be ended now; nothing changed.</exception>
    public async Task<bool> RemoveAsync(string kind, string name, CancellationToken cancellation)
    {
        var rested = await _store.RemoveAsync(kind, name, cancellation);
        await RefreshAsync(cancellation);
        return rested;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _reading;
        await _store.DisposeAsync();
    }

    private async Task FollowAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            try
            {
                await RefreshAsync(CancellationToken.None);
            }
            catch (IOException)
            {
                // What is known goes on to hold.
            }
        }
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        var holds = await _store.ReadAsync(cancellation);
        if (holds.SequenceEqual(_holds)) return;
        _holds = holds;
        Changed?.Invoke();
    }
}
