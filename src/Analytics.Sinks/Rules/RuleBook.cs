using Analytics.Contracts.Stores;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Postgres;
using Npgsql;

namespace Analytics.Sinks.Rules;

/// <summary>Rules that people stored, with every version and who made it. Changes come one after the other, whichever node makes them. Any thread.</summary>
/// <param name="postgres">The way to the database.</param>
/// <param name="time">Time of changes.</param>
/// <remarks>Methods throw <see cref="StoreUnavailableException"/> when PostgreSQL does not answer.</remarks>
public sealed class RuleBook(PostgresConnection postgres, TimeProvider time)
{
    // "rules" in ASCII.
    private const long ChangeLock = 0x72756C6573;

    private const string Columns = "revision, name, version, action, mode, text, author, reason, changed_at";

    private const string Newest = $"SELECT DISTINCT ON (name) {Columns} FROM analytics.rule_changes ORDER BY name, revision DESC";

    private const string OfRule = $"SELECT {Columns} FROM analytics.rule_changes WHERE name = $1 ORDER BY revision DESC";

    private const string Insert = $"INSERT INTO analytics.rule_changes ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    /// <summary>The newest revision: its number, and the rules by name; 0 and none before the first change.</summary>
    public async Task<(long Revision, IReadOnlyList<StoredRule> Rules)> CurrentAsync(CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await CurrentAsync(connection, cancellation);
    }

    /// <summary>Every change of a rule, the newest first; none when there never was such a rule.</summary>
    public async Task<IReadOnlyList<StoredRule>> HistoryAsync(string name, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        return await AlertSql.QueryAsync(connection, OfRule, Read, cancellation, name);
    }

    /// <summary>Changes a rule; no other change comes in between.</summary>
    /// <param name="name">The rule.</param>
    /// <param name="known">A revision that is known to exist: the new one's number is above it.</param>
    /// <param name="decide">Says what is to become of it, given all rules and the rule's history; what it throws changes nothing.</param>
    /// <param name="author">Who changes it.</param>
    /// <param name="reason">Why; null for nothing.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<StoredRule> ChangeAsync(
        string name, long known, Func<IReadOnlyList<StoredRule>, IReadOnlyList<StoredRule>, RuleChange> decide, string author, string? reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(decide);
        await using var connection = await postgres.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await AlertSql.ExecuteAsync(connection, "SELECT pg_advisory_xact_lock($1)", cancellation, ChangeLock);
        var (revision, rules) = await CurrentAsync(connection, cancellation);
        var change = decide(rules, await AlertSql.QueryAsync(connection, OfRule, Read, cancellation, name));
        var now = time.GetUtcNow();
        var made = new StoredRule(Math.Max(revision, known) + 1, name, change.Version, change.Action, change.Mode, change.Text, author, reason, now.UtcDateTime);
        await AlertSql.ExecuteAsync(connection, Insert, cancellation, made.Revision, name, made.Version, made.Action, made.Mode, made.Text, author, reason, now);
        await transaction.CommitAsync(cancellation);
        return made;
    }

    private static async Task<(long Revision, IReadOnlyList<StoredRule> Rules)> CurrentAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var newest = await AlertSql.QueryAsync(connection, Newest, Read, cancellation);
        return (newest.Select(rule => rule.Revision).DefaultIfEmpty().Max(), newest.FindAll(rule => rule.Action != StoredRule.Removed));
    }

    private static StoredRule Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), AlertSql.TextOrNull(reader, 7), reader.GetDateTime(8));
}
