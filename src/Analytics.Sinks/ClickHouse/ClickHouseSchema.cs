using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// The tables, made and changed by numbered files (<c>Migrations/NNNN_name.sql</c>), each applied once and recorded in the table <c>migrations</c>.
/// Statements are written so that one that was applied but not yet recorded may run again.
/// </summary>
/// <param name="connection">Connection whose writer may create tables.</param>
/// <param name="database">Database of the tables.</param>
/// <param name="retention">How long events are kept from their arrival. Default one year (365 days); whole days.</param>
/// <param name="isReplicated">Whether the tables are replicated over the servers that share a Keeper and the macro <c>shard</c>. Each server needs its own run.</param>
public sealed partial class ClickHouseSchema(ClickHouseConnection connection, string database = "analytics", TimeSpan? retention = null, bool isReplicated = false)
{
    private const string PlainWindow = "non_replicated_deduplication_window = 10000";

    // Longer than anything that is in flight may be: more blocks, and a week.
    private const string ReplicatedWindow = "replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800";

    private readonly int _retentionDays = (int)(retention ?? TimeSpan.FromDays(365)).TotalDays is > 0 and var days
        ? days
        : throw new ArgumentOutOfRangeException(nameof(retention), retention, "Events are kept for at least one day.");

    /// <summary>Applies what is missing and brings the retention up to date. Safe to run at each start.</summary>
    public async Task ApplyAsync(CancellationToken cancellation = default)
    {
        if (!Name().IsMatch(database)) throw new ArgumentException($"'{database}' is no name for a database.");
        await connection.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS {database}", cancellation);
        await connection.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {database}.migrations (number UInt32, name String) ENGINE = MergeTree ORDER BY number SETTINGS fsync_after_insert = 1, fsync_part_directory = 1",
            cancellation);
        var applied = await AppliedAsync(cancellation);
        foreach (var (number, name, sql) in Migrations())
        {
            if (applied.Contains(number)) continue;
            foreach (var statement in Statements(sql)) await connection.ExecuteAsync(statement, cancellation);
            await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {database}.migrations VALUES ({number}, '{name}')"), cancellation);
        }

        await ApplyRetentionAsync(cancellation);
        await RequireEnginesAsync(cancellation);
    }

    /// <summary>A statement that makes a table, for a server that shares it with others. What was applied is each server's own business and is not shared.</summary>
    internal static string Replicated(string statement, string database) => Engine().Replace(statement, made =>
    {
        var more = made.Groups["arguments"].Value;
        return $"CREATE TABLE IF NOT EXISTS {database}.{made.Groups["table"].Value}{made.Groups["between"].Value}ENGINE = Replicated{made.Groups["engine"].Value}"
            + $"('/clickhouse/tables/{{shard}}/{database}/{made.Groups["table"].Value}', '{{replica}}'{(more.Length > 0 ? ", " + more : "")})";
    }).Replace(PlainWindow, ReplicatedWindow, StringComparison.Ordinal);

    private async Task<HashSet<int>> AppliedAsync(CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync($"SELECT number FROM {database}.migrations", new Dictionary<string, string>(), cancellation);
        return [.. rows.Select(row => row[0].GetInt32())];
    }

    private async Task ApplyRetentionAsync(CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync(
            "SELECT create_table_query FROM system.tables WHERE database = {database:String} AND name = 'events'",
            new Dictionary<string, string> { ["database"] = database }, cancellation);
        var days = string.Create(CultureInfo.InvariantCulture, $"toIntervalDay({_retentionDays})");
        if (rows.Count == 0 || rows[0][0].GetString()!.Contains(days, StringComparison.Ordinal)) return;
        await connection.ExecuteAsync(
            $"ALTER TABLE {database}.events MODIFY TTL toDateTime(received_at) + {days} SETTINGS materialize_ttl_after_modify = 0", cancellation);
    }

    /// <exception cref="InvalidOperationException">The tables are of the other kind: made by other settings, or by hand.</exception>
    private async Task RequireEnginesAsync(CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync(
            "SELECT name, engine FROM system.tables WHERE database = {database:String} AND engine LIKE '%MergeTree' AND name != 'migrations' ORDER BY name",
            new Dictionary<string, string> { ["database"] = database }, cancellation);
        foreach (var row in rows)
            if (row[1].GetString()!.StartsWith("Replicated", StringComparison.Ordinal) != isReplicated)
                throw new InvalidOperationException($"The table {database}.{row[0].GetString()} has the engine {row[1].GetString()}, and sinks.clickhouse.replicated is {(isReplicated ? "on" : "off")}.");
    }

    private string[] Statements(string sql) => (isReplicated ? Replicated(sql.Replace("{database}", database, StringComparison.Ordinal), database) : sql)
        .Replace("{database}", database, StringComparison.Ordinal)
        .Replace("{retention_days}", _retentionDays.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<(int Number, string Name, string Sql)> Migrations()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (MigrationName().Match(resource) is not { Success: true } match) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value, reader.ReadToEnd());
        }
    }

    [GeneratedRegex(@"ClickHouse\.Migrations\.(\d{4})_(\w+)\.sql\z")]
    private static partial Regex MigrationName();

    [GeneratedRegex(@"CREATE TABLE IF NOT EXISTS \w+\.(?<table>\w+)(?<between>.*?)ENGINE = (?<engine>\w*MergeTree)(\((?<arguments>[^)]*)\))?", RegexOptions.Singleline)]
    private static partial Regex Engine();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,63}\z")]
    private static partial Regex Name();
}
