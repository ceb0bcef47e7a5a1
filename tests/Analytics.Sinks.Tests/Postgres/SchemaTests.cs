using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres.Schema;
using Npgsql;

namespace Analytics.Sinks.Tests.Postgres;

[Collection(PostgresServerCollection.Name)]
public sealed class SchemaTests(PostgresServer postgres)
{
    [PostgresFact]
    public async Task Migrations_apply_once_whoever_starts_at_the_same_time()
    {
        await using var database = await DatabaseAsync("twice");
        var counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ApplyAsync(database, PostgresMigrations.All)));
        Assert.Equal([0, 0, 0, PostgresMigrations.All.Count], counts.Order());
        var numbers = PostgresMigrations.All.Select(migration => migration.Number).ToList();
        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [PostgresFact]
    public async Task A_migration_whose_text_changed_is_refused()
    {
        await using var database = await DatabaseAsync("edited");
        await ApplyAsync(database, PostgresMigrations.All);
        var edited = PostgresMigrations.All.Select(migration => migration.Number == 2 ? migration with { Sql = migration.Sql + " " } : migration).ToList();
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => ApplyAsync(database, [.. edited.Select(m => new Migration(m.Number, m.Name, m.Sql))]));
        Assert.Contains("Migration 2", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await using var database = await DatabaseAsync("newer");
        await ApplyAsync(database, [.. PostgresMigrations.All, new Migration(99, "future", "SELECT 1")]);
        await Assert.ThrowsAsync<SchemaMismatchException>(() => ApplyAsync(database, PostgresMigrations.All));
    }

    [PostgresFact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        await using var database = await DatabaseAsync("failing");
        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(database, [.. PostgresMigrations.All, new Migration(99, "broken", "CREATE TABLE half (); SELECT 1/0")]));
        await using var command = database.CreateCommand("SELECT count(*) FROM analytics.migrations WHERE number = 99 OR to_regclass('analytics.half') IS NOT NULL");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static async Task<int> ApplyAsync(NpgsqlDataSource database, IReadOnlyList<Migration> migrations)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await PostgresSchema.ApplyAsync(connection, migrations, CancellationToken.None);
    }

    private async Task<NpgsqlDataSource> DatabaseAsync(string name)
    {
        await postgres.AskAsync("SELECT 1");
        await using var connection = await postgres.Connection.OpenAsync(CancellationToken.None);
        await using var create = new NpgsqlCommand($"CREATE DATABASE schema_{name}", connection);
        await create.ExecuteNonQueryAsync();
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Database = "schema_" + name, Pooling = false });
    }
}
