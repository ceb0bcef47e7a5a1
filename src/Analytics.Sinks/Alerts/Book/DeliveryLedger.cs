using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres;
using Npgsql;

namespace Analytics.Sinks.Alerts.Book;

/// <summary>What was sent, what waits and what was given up. Any thread.</summary>
/// <param name="postgres">The way to the database.</param>
/// <param name="signal">Raised when something is to be sent again.</param>
/// <param name="time">The present.</param>
/// <remarks>Methods throw <see cref="StoreUnavailableException"/> when PostgreSQL does not answer.</remarks>
public sealed class DeliveryLedger(PostgresConnection postgres, AlertSignal signal, TimeProvider time)
{
    private const string Columns = """
        d.id, d.channel, d.kind, d.state, (SELECT count(*) FROM analytics.alert_delivery_items i WHERE i.delivery_id = d.id), d.attempts, d.created_at, d.due_at, d.finished_at, d.last_error
        """;

    private const string List = $"""
        SELECT {Columns} FROM analytics.alert_deliveries d
        WHERE d.tenant = $1 AND ($2::text IS NULL OR d.channel = $2) AND ($3::text IS NULL OR d.state = $3) ORDER BY d.created_at DESC LIMIT $4
        """;

    private const string OfAlert = $"""
        SELECT {Columns} FROM analytics.alert_deliveries d
        WHERE d.id IN (SELECT delivery_id FROM analytics.alert_delivery_items WHERE tenant = $1 AND alert_id = $2) ORDER BY d.created_at LIMIT 1000
        """;

    private const string Counts = """
        SELECT channel, count(*) FILTER (WHERE state IN ('pending', 'sending')), count(*) FILTER (WHERE state = 'sent' AND finished_at > $2),
          count(*) FILTER (WHERE state = 'failed' AND finished_at > $2), max(finished_at) FILTER (WHERE state = 'sent' AND finished_at > $2)
        FROM analytics.alert_deliveries WHERE tenant = $1 AND (state IN ('pending', 'sending') OR finished_at > $2) GROUP BY channel
        """;

    private const string RecordTest = """
        INSERT INTO analytics.alert_deliveries (id, channel, tenant, kind, group_key, state, attempts, created_at, due_at, first_tried_at, finished_at, last_error, payload)
        VALUES ($1, $2, $3, 'test', '', $4, 1, $5, $5, $5, $6, $7, $8)
        """;

    private const string Retry = $"""
        UPDATE analytics.alert_deliveries d SET state = 'pending', due_at = $3, first_tried_at = $3, finished_at = NULL
        WHERE tenant = $1 AND id = $2 AND state = 'failed' AND kind <> 'test' RETURNING {Columns}
        """;

    /// <summary>The newest messages of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="channel">Only of this channel; null for all.</param>
    /// <param name="state">Only in this state; null for all.</param>
    /// <param name="most">Most messages.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<IReadOnlyList<StoredDelivery>> ListAsync(string tenant, string? channel, string? state, int most, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(connection, List, Read, cancellation, tenant, channel, state, most);
    }

    /// <summary>The messages about one alert, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredDelivery>> OfAlertAsync(string tenant, Guid alert, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(connection, OfAlert, Read, cancellation, tenant, alert);
    }

    /// <summary>Counts of each channel that a tenant's messages go to.</summary>
    public async Task<IReadOnlyList<ChannelCounts>> CountsAsync(string tenant, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(
            connection, Counts, reader => new ChannelCounts(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), AlertSql.TimeOrNull(reader, 4)), cancellation,
            tenant, time.GetUtcNow() - TimeSpan.FromDays(1));
    }

    /// <summary>Sends a message that was given up again, under the same id; null when there is none such.</summary>
    public async Task<StoredDelivery?> RetryAsync(string tenant, Guid id, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        var again = (await AlertSql.QueryAsync(connection, Retry, Read, cancellation, tenant, id, time.GetUtcNow())).FirstOrDefault();
        if (again is not null) signal.Raise();
        return again;
    }

    /// <summary>Writes down a test that is over.</summary>
    internal async Task RecordTestAsync(Guid id, string channel, string tenant, DateTimeOffset startedAt, string? error, string payload, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        await AlertSql.ExecuteAsync(connection, RecordTest, cancellation, id, channel, tenant, error is null ? "sent" : "failed", startedAt, time.GetUtcNow(), error, payload);
    }

    private static StoredDelivery Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt32(5), reader.GetDateTime(6), reader.GetDateTime(7),
        AlertSql.TimeOrNull(reader, 8), AlertSql.TextOrNull(reader, 9));
}
