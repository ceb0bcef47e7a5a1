using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres;
using Npgsql;

namespace Analytics.Sinks.Alerts.Book;

/// <summary>The alerts of tenants, and what people do with them. Every question but <see cref="TenantsAsync"/> names its tenant. Any thread.</summary>
/// <param name="postgres">The way to the database.</param>
/// <param name="signal">Raised after each change.</param>
/// <param name="time">Time of changes.</param>
/// <remarks>Methods throw <see cref="StoreUnavailableException"/> when PostgreSQL does not answer.</remarks>
public sealed class AlertBook(PostgresConnection postgres, AlertSignal signal, TimeProvider time)
{
    private const string List = $"""
        SELECT a.position, {AlertRows.Columns} FROM analytics.alerts a
        WHERE a.tenant = $1 AND a.position < $2 AND ($3::text IS NULL OR a.state = $3) AND ($4::text IS NULL OR a.rule = $4) AND ($5::text IS NULL OR a.entity = $5)
          AND ($6::text IS NULL OR a.severity = $6) AND a.at >= $7 AND a.shadow = $8
        ORDER BY a.position DESC LIMIT $9
        """;

    private const string Newest = "SELECT coalesce(max(position), 0) FROM analytics.alert_changes WHERE tenant = $1";

    private const string Find = $"SELECT {AlertRows.Columns} FROM analytics.alerts a WHERE a.tenant = $1 AND a.id = $2";

    private const string History = "SELECT position, state, changed_by, changed_at, note FROM analytics.alert_changes WHERE tenant = $1 AND alert_id = $2 ORDER BY position";

    private const string News = $"""
        SELECT c.position, c.state, c.changed_by, c.changed_at, c.note, {AlertRows.Columns}
        FROM analytics.alert_changes c JOIN analytics.alerts a ON a.tenant = c.tenant AND a.id = c.alert_id
        WHERE c.tenant = $1 AND c.position > $2 AND NOT a.shadow ORDER BY c.position LIMIT $3
        """;

    private const string Change = """
        UPDATE analytics.alerts SET state = $3, changed_by = $4, changed_at = $5, note = $6 WHERE tenant = $1 AND id = $2
        """;

    private const string Tell = """
        INSERT INTO analytics.alert_changes (position, tenant, alert_id, state, changed_by, changed_at, note) VALUES (nextval('analytics.alert_positions'), $1, $2, $3, $4, $5, $6)
        """;

    private const string Precision = """
        SELECT rule, rule_version, count(*) FILTER (WHERE NOT shadow), count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'acknowledged'), count(*) FILTER (WHERE state = 'resolved'),
          count(*) FILTER (WHERE state = 'false-positive'), count(*) FILTER (WHERE shadow), max(at)
        FROM analytics.alerts WHERE tenant = $1 AND at >= $2 GROUP BY rule, rule_version ORDER BY rule, rule_version LIMIT 1000
        """;

    // From one tenant to the next in the index, however many alerts each has.
    private const string Tenants = """
        WITH RECURSIVE found AS (
          SELECT min(tenant) AS tenant FROM analytics.alerts
          UNION ALL
          SELECT (SELECT min(tenant) FROM analytics.alerts WHERE tenant > found.tenant) FROM found WHERE found.tenant IS NOT NULL)
        SELECT tenant FROM found WHERE EXISTS (SELECT FROM analytics.alerts a WHERE a.tenant = found.tenant AND a.shadow = $1) ORDER BY tenant LIMIT $2
        """;

    private static readonly DateTimeOffset Beginning = new(1, 1, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A page of a tenant's alerts, the newest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="filter">Which.</param>
    /// <param name="before">Where the page begins, as the one before said; null for the first.</param>
    /// <param name="size">Most alerts of the page.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<AlertPage> ListAsync(string tenant, AlertFilter filter, long? before, int size, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        var newest = await NewestAsync(connection, tenant, cancellation);
        var rows = await AlertSql.QueryAsync(
            connection, List, reader => (Position: reader.GetInt64(0), Alert: AlertRows.Read(reader, 1)), cancellation, tenant, before ?? long.MaxValue,
            filter.State is { } state ? AlertNames.Of(state) : null, filter.Rule, filter.Entity, filter.Severity is { } severity ? AlertNames.Of(severity) : null, filter.Since ?? Beginning, filter.Shadow, size + 1);
        return new AlertPage([.. rows.Take(size).Select(row => row.Alert)], rows.Count > size ? rows[size - 1].Position : null, newest);
    }

    /// <summary>The tenants that have alerts, by name. For operators only: the node is theirs, with everything of every tenant.</summary>
    /// <param name="shadow">Those of rules in shadow mode, instead of the others.</param>
    /// <param name="most">Most tenants.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<IReadOnlyList<string>> TenantsAsync(bool shadow, int most, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(connection, Tenants, reader => reader.GetString(0), cancellation, shadow, most);
    }

    /// <summary>One alert with its history; null when the tenant has none with the id.</summary>
    public async Task<(StoredAlert Alert, IReadOnlyList<AlertChange> History)?> FindAsync(string tenant, Guid id, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        if (await FindAsync(connection, Find, tenant, id, cancellation) is not { } alert) return null;
        return (alert, await AlertSql.QueryAsync(connection, History, reader => ReadChange(reader), cancellation, tenant, id));
    }

    /// <summary>
    /// Gives an alert another state. Any state may follow any other, so that a mistake can be mended, but what is decided is not acknowledged any more; the state that it has
    /// already changes nothing.
    /// </summary>
    /// <returns>The alert as it is then, and whether the state was possible; null when the tenant has none with the id.</returns>
    public async Task<(StoredAlert Alert, bool Possible)?> ChangeAsync(string tenant, Guid id, AlertState state, string by, string? note, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await AlertSql.LockOrderAsync(connection, cancellation);
        if (await FindAsync(connection, Find + " FOR UPDATE", tenant, id, cancellation) is not { } alert) return null;
        if (alert.State == AlertNames.Of(state)) return (alert, true);
        if (state is AlertState.Open or AlertState.Acknowledged && alert.State != AlertNames.Of(AlertState.Open)) return (alert, false);
        object?[] values = [tenant, id, AlertNames.Of(state), by, time.GetUtcNow(), note];
        await AlertSql.ExecuteAsync(connection, Change, cancellation, values);
        await AlertSql.ExecuteAsync(connection, Tell, cancellation, values);
        var changed = await FindAsync(connection, Find, tenant, id, cancellation);
        await transaction.CommitAsync(cancellation);
        signal.Raise();
        return (changed!, true);
    }

    /// <summary>What happened after a position, in order.</summary>
    public async Task<IReadOnlyList<AlertNews>> NewsAsync(string tenant, long after, int most, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(connection, News, reader => new AlertNews(ReadChange(reader), AlertRows.Read(reader, 5)), cancellation, tenant, after, most);
    }

    /// <summary>Position of the tenant's newest change; 0 when there is none.</summary>
    public async Task<long> NewestAsync(string tenant, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await NewestAsync(connection, tenant, cancellation);
    }

    /// <summary>What became of the alerts of each rule and version, of those whose match was completed since a time.</summary>
    public async Task<IReadOnlyList<RulePrecision>> PrecisionAsync(string tenant, DateTimeOffset? since, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(connection, Precision, ReadPrecision, cancellation, tenant, since ?? Beginning);
    }

    private static async Task<long> NewestAsync(NpgsqlConnection connection, string tenant, CancellationToken cancellation) =>
        (await AlertSql.QueryAsync(connection, Newest, reader => reader.GetInt64(0), cancellation, tenant))[0];

    private static async Task<StoredAlert?> FindAsync(NpgsqlConnection connection, string sql, string tenant, Guid id, CancellationToken cancellation) =>
        (await AlertSql.QueryAsync(connection, sql, reader => AlertRows.Read(reader), cancellation, tenant, id)).FirstOrDefault();

    private static AlertChange ReadChange(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), AlertSql.TextOrNull(reader, 2), reader.GetDateTime(3), AlertSql.TextOrNull(reader, 4));

    private static RulePrecision ReadPrecision(NpgsqlDataReader reader)
    {
        var (resolved, wrong) = (reader.GetInt64(5), reader.GetInt64(6));
        return new RulePrecision(
            reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), resolved, wrong, resolved + wrong > 0 ? (double)resolved / (resolved + wrong) : null,
            reader.GetInt64(7), reader.GetDateTime(8));
    }
}
