using System.Data;
using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Npgsql;

namespace Analytics.Sinks.Postgres.Reference;

/// <summary>Reads both tables and their version as they were at one instant.</summary>
internal static class ReferenceLoader
{
    private const string Version = "SELECT version FROM analytics.reference_version";

    private const string Tiers = "SELECT tenant, user_id, tier FROM analytics.user_tiers";

    // A price that millionths cannot hold is none.
    private const string Products = """
        SELECT tenant, product_id, category, CASE WHEN abs(price) < 9000000000000 THEN round(price * 1000000)::bigint ELSE 0 END
        FROM analytics.product_categories
        """;

    internal static async Task<long> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Version, connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    internal static async Task<ReferenceSnapshot> LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var version = await ReadVersionAsync(connection, cancellation);
        var builder = new ReferenceSnapshotBuilder();
        await ReadAsync(connection, Tiers, (tenant, key, row) => builder.SetTier(tenant, key, Symbol(row.GetString(2))), cancellation);
        await ReadAsync(
            connection, Products, (tenant, key, row) => builder.SetProduct(tenant, key, new ProductReference(Symbol(row.GetString(2)), row.GetInt64(3))), cancellation);
        return builder.Build(version);
    }

    private static async Task ReadAsync(
        NpgsqlConnection connection, string sql, Action<int, ReadOnlySpan<byte>, NpgsqlDataReader> add, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            if (Symbol(reader.GetString(0)) is > 0 and var tenant) add(tenant, Encoding.UTF8.GetBytes(reader.GetString(1)), reader);
    }

    // When the table of symbols is full, what is new to it counts as unknown.
    private static int Symbol(string text) => Symbols.TryIntern(Encoding.UTF8.GetBytes(text), out var symbol) ? symbol : 0;
}
