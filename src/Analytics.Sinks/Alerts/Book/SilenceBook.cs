using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres;
using Npgsql;

namespace Analytics.Sinks.Alerts.Book;

/// <summary>The silences of tenants. Any thread.</summary>
/// <param name="postgres">The way to the database.</param>
/// <param name="time">The present.</param>
/// <remarks>Methods throw <see cref="StoreUnavailableException"/> when PostgreSQL does not answer.</remarks>
public sealed class SilenceBook(PostgresConnection postgres, TimeProvider time)
{
    private const string Columns = "id, tenant, rule, entity, starts_at, ends_at, created_by, created_at, comment";

    private const string List = $"SELECT {Columns} FROM analytics.alert_silences WHERE tenant = $1 AND ($2 OR ends_at > $3) ORDER BY ends_at DESC LIMIT 1000";

    private const string Create = $"""
        INSERT INTO analytics.alert_silences (tenant, rule, entity, starts_at, ends_at, created_by, created_at, comment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING {Columns}
        """;

    // One that has not begun ends before it does.
    private const string Expire = $"""
        UPDATE analytics.alert_silences SET ends_at = CASE WHEN ends_at <= $3 THEN ends_at ELSE greatest($3, starts_at + interval '1 microsecond') END
        WHERE tenant = $1 AND id = $2 RETURNING {Columns}
        """;

    /// <summary>Silences that last or come, or all that there were.</summary>
    public async Task<IReadOnlyList<Silence>> ListAsync(string tenant, bool all, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(connection, List, Read, cancellation, tenant, all, time.GetUtcNow());
    }

    /// <summary>Makes one.</summary>
    public async Task<Silence> CreateAsync(
        string tenant, string? rule, string? entity, DateTimeOffset startsAt, DateTimeOffset endsAt, string by, string comment, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return (await AlertSql.QueryAsync(connection, Create, Read, cancellation, tenant, rule, entity, startsAt, endsAt, by, time.GetUtcNow(), comment))[0];
    }

    /// <summary>Ends one now; null when the tenant has none with the id.</summary>
    public async Task<Silence?> ExpireAsync(string tenant, Guid id, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return (await AlertSql.QueryAsync(connection, Expire, Read, cancellation, tenant, id, time.GetUtcNow())).FirstOrDefault();
    }

    private static Silence Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), AlertSql.TextOrNull(reader, 2), AlertSql.TextOrNull(reader, 3), reader.GetDateTime(4), reader.GetDateTime(5), reader.GetString(6), reader.GetDateTime(7),
        reader.GetString(8));
}
