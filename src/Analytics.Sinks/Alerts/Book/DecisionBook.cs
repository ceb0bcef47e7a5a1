using Analytics.Contracts.Stores;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Alerts.Book;

/// <summary>Alerts of a tenant in a range of time with what people decided about them. Any thread.</summary>
/// <param name="postgres">The way to the database.</param>
public sealed class DecisionBook(PostgresConnection postgres)
{
    private const string InRange = """
        SELECT rule, entity_kind, entity, first_at, at, state, CASE WHEN rule = $4 THEN evidence::text END FROM analytics.alerts
        WHERE tenant = $1 AND at >= $2 AND at < $3 AND (rule = $4 OR state IN ('resolved', 'false-positive')) ORDER BY at, id LIMIT $5
        """;

    /// <summary>Every alert of a rule, and of other rules those that were decided, whose match was completed in the range.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="rule">Name of the rule.</param>
    /// <param name="from">Start of the range.</param>
    /// <param name="to">Its end, exclusive.</param>
    /// <param name="most">Most alerts.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="StoreUnavailableException">PostgreSQL does not answer.</exception>
    public async Task<IReadOnlyList<DecidedAlert>> InRangeAsync(string tenant, string rule, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(
            connection, InRange,
            reader => new DecidedAlert(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetDateTime(3), reader.GetDateTime(4), reader.GetString(5), AlertSql.TextOrNull(reader, 6)),
            cancellation, tenant, from, to, rule, most);
    }
}
