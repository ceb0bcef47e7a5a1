using Analytics.Contracts.Tenants;
using Analytics.Sinks.Postgres.Reference;
using Npgsql;

namespace Analytics.Sinks.Postgres;

/// <summary>
/// Tiers of users and categories of products from PostgreSQL, loaded again when an operator changes them (LISTEN, many changes at once are one load) and after
/// each reconnect. While PostgreSQL does not answer, the last snapshot stays.
/// </summary>
public sealed class PostgresReferenceTables : IReferenceTables, IAsyncDisposable
{
    private const string Listen = "LISTEN analytics_reference";
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // A connection can die without a word; looking at the version finds out, and finds a change whose notice was lost.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private readonly PostgresConnection _postgres;
    private readonly TimeSpan _quiet;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private volatile ReferenceSnapshot _current = ReferenceSnapshot.Empty;
    private volatile ReferenceState _state;
    private Task _following = Task.CompletedTask;

    /// <summary>Prepares; nothing is loaded before <see cref="StartAsync"/>.</summary>
    /// <param name="postgres">The way to the database; not disposed here.</param>
    /// <param name="quiet">How long to gather changes before a load; default 250 ms.</param>
    /// <param name="clock">Time of state changes and pauses; default the system's.</param>
    public PostgresReferenceTables(PostgresConnection postgres, TimeSpan? quiet = null, TimeProvider? clock = null)
    {
        _postgres = postgres;
        _quiet = quiet ?? TimeSpan.FromMilliseconds(250);
        _clock = clock ?? TimeProvider.System;
        _state = new ReferenceState(false, _clock.GetUtcNow(), 0, 0, 0, null);
    }

    /// <summary>Called with each new snapshot, on a thread of the pool.</summary>
    public event Action<ReferenceSnapshot>? Changed;

    /// <inheritdoc/>
    public ReferenceSnapshot Current => _current;

    /// <summary>How fresh they are.</summary>
    public ReferenceState State => _state;

    /// <summary>Begins to follow the tables and returns after the first attempt to load them, which may have failed: see <see cref="State"/>.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _following = Task.Run(() => FollowAsync(first), CancellationToken.None);
        await first.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _following;
        _stopping.Dispose();
    }

    private async Task FollowAsync(TaskCompletionSource first)
    {
        var pause = ShortestPause;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _postgres.OpenAsync(_stopping.Token);
                await ListenAsync(connection);
                pause = ShortestPause;
                first.TrySetResult();
                await FollowAsync(connection);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                ReportFailure(error);
                first.TrySetResult();
                await Task.Delay(pause, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        first.TrySetResult();
    }

    // Listening begins before the load, so a change in between is heard.
    private async Task ListenAsync(NpgsqlConnection connection)
    {
        await using var listen = new NpgsqlCommand(Listen, connection);
        await listen.ExecuteNonQueryAsync(_stopping.Token);
        await LoadAsync(connection);
    }

    private async Task FollowAsync(NpgsqlConnection connection)
    {
        while (true)
        {
            if (await connection.WaitAsync(Look, _stopping.Token)) await Task.Delay(_quiet, _clock, _stopping.Token);
            if (await ReferenceLoader.ReadVersionAsync(connection, _stopping.Token) != _current.Version) await LoadAsync(connection);
        }
    }

    private async Task LoadAsync(NpgsqlConnection connection)
    {
        var snapshot = await ReferenceLoader.LoadAsync(connection, _stopping.Token);
        var since = _state.IsFollowing ? _state.Since : _clock.GetUtcNow();
        _current = snapshot;
        _state = new ReferenceState(true, since, snapshot.Version, snapshot.Users, snapshot.Products, null);
        PostgresMetrics.ReferenceLoads.Add(1, new KeyValuePair<string, object?>("outcome", "loaded"));
        Changed?.Invoke(snapshot);
    }

    private void ReportFailure(Exception error)
    {
        PostgresMetrics.ReferenceLoads.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
        var state = _state;
        _state = state with { IsFollowing = false, Since = state.IsFollowing ? _clock.GetUtcNow() : state.Since, Error = error.Message };
    }
}
