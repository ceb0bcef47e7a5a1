using Analytics.Actors.Checkpoints.Postgres;
using Analytics.Testing;
using Npgsql;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>One server for the tests of the collection, a database for each that asks.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private TestPostgres? _postgres;
    private string? _shared;
    private string? _emptied;

    public async Task InitializeAsync()
    {
        if (TestPostgres.Missing is null) _postgres = await TestPostgres.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    /// <summary>The database of tests that keep apart by shard.</summary>
    public string Shared => _shared ??= CreateDatabase();

    /// <summary>A database without any shard; one test at a time uses it.</summary>
    public string Emptied()
    {
        _emptied ??= CreateDatabase();
        Ask(_emptied, "TRUNCATE analytics.shard_owners, analytics.checkpoint_manifests, analytics.checkpoint_parts");
        return _emptied;
    }

    /// <summary>A database with the tables of checkpoints; returns its connection string.</summary>
    public string CreateDatabase() => _postgres!.CreateDatabaseAsync(CheckpointMigrations.All).GetAwaiter().GetResult();

    /// <summary>Nobody gets in, and who is in is thrown out, until the result is disposed.</summary>
    public IDisposable TakeDown(string connection)
    {
        var database = new NpgsqlConnectionStringBuilder(connection).Database;
        Run($"ALTER DATABASE {database} ALLOW_CONNECTIONS false");
        Run($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        return new Outage(() => Run($"ALTER DATABASE {database} ALLOW_CONNECTIONS true"));
    }

    /// <summary>First column of the first row of one statement.</summary>
    public static object? Ask(string connection, string sql)
    {
        using var opened = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        opened.Open();
        using var command = new NpgsqlCommand(sql, opened);
        return command.ExecuteScalar();
    }

    private void Run(string sql) => Ask(_postgres!.Server.ConnectionString, sql);

    private sealed class Outage(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
