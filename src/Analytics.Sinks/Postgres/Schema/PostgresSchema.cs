using Analytics.Contracts.Stores;
using Npgsql;

namespace Analytics.Sinks.Postgres.Schema;

/// <summary>
/// Brings the database's schema <c>analytics</c> to this version: each numbered file once, in its own transaction, recorded with its checksum.
/// Several nodes may start at the same time: an advisory lock lets one after the other in.
/// </summary>
public static class PostgresSchema
{
    /// <summary>Name of the schema that holds everything of ours.</summary>
    public const string Name = "analytics";

    private const long MigrationLock = 0x616E616C79746963;

    /// <summary>Applies what is missing and returns how many files that were.</summary>
    /// <exception cref="SchemaMismatchException">A file was applied with another text, or by a newer version.</exception>
    public static async Task<int> ApplyAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({MigrationLock})", cancellation);
        try
        {
            return await ApplyLockedAsync(connection, migrations, cancellation);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    private static async Task<int> ApplyLockedAsync(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        const string Ledger = """
            SET client_min_messages = warning;
            CREATE SCHEMA IF NOT EXISTS analytics;
            CREATE TABLE IF NOT EXISTS analytics.migrations (
              number integer NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
            """;
        await ExecuteAsync(connection, Ledger, cancellation);
        var applied = await ReadAppliedAsync(connection, cancellation);
        Check(applied, migrations);
        var missing = migrations.Where(migration => !applied.ContainsKey(migration.Number)).ToList();
        foreach (var migration in missing) await ApplyAsync(connection, migration, cancellation);
        return missing.Count;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, "SET LOCAL search_path = analytics", cancellation);
        await ExecuteAsync(connection, migration.Sql, cancellation);
        await using var record = new NpgsqlCommand("INSERT INTO analytics.migrations (number, name, checksum) VALUES ($1, $2, $3)", connection);
        record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = migration.Number });
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name });
        record.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Checksum });
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand("SELECT number, checksum FROM analytics.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) applied.Add(reader.GetInt32(0), reader.GetString(1));
        return applied;
    }

    private static void Check(Dictionary<int, string> applied, IReadOnlyList<Migration> migrations)
    {
        var known = migrations.ToDictionary(migration => migration.Number);
        foreach (var (number, checksum) in applied.OrderBy(entry => entry.Key))
        {
            if (!known.TryGetValue(number, out var migration))
                throw new SchemaMismatchException($"The database has migration {number}, which this version does not know: start the newer version.");
            if (migration.Checksum != checksum)
                throw new SchemaMismatchException($"Migration {number} ({migration.Name}) was applied with another text: restore its file, and put the change into a new number.");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
