using System.Net.Sockets;
using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres.Schema;
using Npgsql;

namespace Analytics.Sinks.Postgres;

/// <summary>
/// The one way to PostgreSQL for everything in a node: opens connections, brings the schema up to date before the first is handed out, and knows whether the
/// server answers. Making it never fails and connects to nothing. Any thread.
/// </summary>
public sealed class PostgresConnection : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly SemaphoreSlim _migrating = new(1, 1);
    private volatile bool _isMigrated;
    private volatile PostgresState _state;

    /// <summary>Prepares the way.</summary>
    /// <param name="connectionString">Npgsql connection string.</param>
    /// <param name="timeout">Longest time for one statement; default 60 s.</param>
    /// <param name="most">Most connections, where the string does not say; default 24.</param>
    /// <param name="clock">Time of state changes; default the system's.</param>
    /// <param name="migrations">The files of all tables of the database; default those of the sinks.</param>
    public PostgresConnection(string connectionString, TimeSpan? timeout = null, int most = 24, TimeProvider? clock = null, IReadOnlyList<Migration>? migrations = null)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(60);
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            CommandTimeout = (int)Math.Ceiling(limit.TotalSeconds),
            Timeout = (int)Math.Ceiling(Math.Min(15, limit.TotalSeconds)),
            // Details of errors hold contents of rows.
            IncludeErrorDetail = false,
            ApplicationName = "analytics",
        };
        if (!builder.ContainsKey("Maximum Pool Size")) builder.MaxPoolSize = most;
        _source = NpgsqlDataSource.Create(builder);
        _clock = clock ?? TimeProvider.System;
        _migrations = migrations ?? PostgresMigrations.All;
        _state = new PostgresState(false, _clock.GetUtcNow(), null);
    }

    /// <summary>Whether the server answers and since when.</summary>
    public PostgresState State => _state;

    /// <summary>Opens a connection to a database with the present schema; dispose it after use.</summary>
    /// <exception cref="StoreUnavailableException">The server does not answer.</exception>
    /// <exception cref="SchemaMismatchException">The database is of another version.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await _source.OpenConnectionAsync(cancellation);
            if (!_isMigrated) await MigrateAsync(connection, cancellation);
            ReportUp();
            return connection;
        }
        catch (Exception error)
        {
            if (connection is not null) await connection.DisposeAsync();
            ReportFailure(error);
            if (IsUnavailable(error)) throw new StoreUnavailableException("PostgreSQL does not answer: " + Innermost(error), error);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _migrating.Dispose();
    }

    /// <summary>
    /// Whether trying again later may help without anybody changing what is asked: the connection is gone (class 08), room, memory or connections are short (53), the server was told
    /// to stop or to give up (57), its machine fails (58), or nothing came back at all. All else that it says of a statement it would say again.
    /// </summary>
    /// <param name="error">What came of asking PostgreSQL.</param>
    public static bool IsUnavailable(Exception error) => error switch
    {
        PostgresException { SqlState: { } state } => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>What happened in the words of whoever saw it: a driver around it says no more than that it was reading.</summary>
    /// <param name="error">What came of asking PostgreSQL.</param>
    public static string Innermost(Exception error) => error.GetBaseException().Message;

    internal void ReportUp()
    {
        if (!_state.IsUp) _state = new PostgresState(true, _clock.GetUtcNow(), null);
    }

    internal void ReportFailure(Exception error)
    {
        if (error is OperationCanceledException) return;
        var state = _state;
        _state = new PostgresState(false, state.IsUp ? _clock.GetUtcNow() : state.Since, Innermost(error));
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await _migrating.WaitAsync(cancellation);
        try
        {
            if (_isMigrated) return;
            await PostgresSchema.ApplyAsync(connection, _migrations, cancellation);
            _isMigrated = true;
        }
        finally
        {
            _migrating.Release();
        }
    }
}
