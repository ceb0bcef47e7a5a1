using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Analytics.Testing;

/// <summary>Compares everything that a node says about a shop's history with the oracle: its answers, each event in ClickHouse, each row in PostgreSQL.</summary>
public static partial class ShopComparison
{
    private const string Columns = """
        SELECT count(), uniqExact(topic, partition, offset), countIf(kind = 'user_registered'), countIf(kind = 'order_placed'), countIf(kind = 'product_created'),
               countIf(kind = 'payment'), toString(sumIf(amount, kind = 'payment')), toString(sumIf(amount, kind = 'order_placed'))
        FROM analytics.events WHERE tenant = {tenant:String} FORMAT TSV
        """;

    private const string Rows = """
        SELECT (SELECT count(*) FROM analytics.events WHERE tenant = $1), (SELECT count(*) FROM analytics.users WHERE tenant = $1 AND registered_at IS NOT NULL),
               (SELECT count(*) FROM analytics.purchases WHERE tenant = $1), (SELECT count(*) FROM analytics.products WHERE tenant = $1),
               (SELECT count(*) FROM analytics.payments WHERE tenant = $1), (SELECT coalesce(sum(amount), 0) FROM analytics.payments WHERE tenant = $1)
        """;

    /// <summary>Differences in words; empty when all is equal.</summary>
    /// <param name="node">A node that has everything delivered.</param>
    /// <param name="dataFolder">Its data.</param>
    /// <param name="tenant">The tenant that the history was loaded for.</param>
    /// <param name="history">All events, each once.</param>
    public static async Task<List<string>> DifferencesAsync(NodeProcess node, string dataFolder, string tenant, IReadOnlyCollection<ShopEvent> history)
    {
        var differences = ShopClient.Differences(await node.GetAsync($"/api/analytics/dashboard?tenant={tenant}"), new ShopOracle(history));
        Compare("ClickHouse", Expected(history), await ColumnsAsync(node, dataFolder, tenant), differences);
        Compare("PostgreSQL", ExpectedRows(history), await RowsAsync(dataFolder, tenant), differences);
        return differences;
    }

    /// <summary>The same for a cluster; also says when an event lacks or is there twice in any store.</summary>
    /// <param name="node">A node that answers.</param>
    /// <param name="servers">What the nodes share; everything is delivered.</param>
    /// <param name="tenant">The tenant that the history was sent for.</param>
    /// <param name="history">All events, each once.</param>
    public static async Task<List<string>> DifferencesAsync(NodeProcess node, ClusterServers servers, string tenant, IReadOnlyCollection<ShopEvent> history)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(servers);
        var differences = ShopClient.Differences(await node.GetAsync($"/api/analytics/dashboard?tenant={tenant}"), new ShopOracle(history));
        var columns = await servers.QueryAsync(Columns.Replace("{tenant:String}", $"'{tenant}'", StringComparison.Ordinal));
        Compare("ClickHouse", Expected(history), [.. columns.Split('\t').Select(Trimmed)], differences);
        Compare("PostgreSQL", ExpectedRows(history), await RowsOfAsync(servers.Database, tenant), differences);
        return differences;
    }

    private static string[] Expected(IReadOnlyCollection<ShopEvent> history) =>
    [
        Text(history.Count), Text(history.Count), Count(history, "USER_REGISTERED"), Count(history, "ORDER_PLACED"), Count(history, "PRODUCT_CREATED"),
        Count(history, "PAYMENT_SUCCESS"), Sum(history, "PAYMENT_SUCCESS"), Sum(history, "ORDER_PLACED"),
    ];

    private static string[] ExpectedRows(IReadOnlyCollection<ShopEvent> history) =>
    [
        Text(history.Count), Count(history, "USER_REGISTERED"), Text(history.Where(e => e.Type is "ORDER_PLACED" or "PAYMENT_SUCCESS").Select(e => e.EntityId).Distinct().Count()),
        Count(history, "PRODUCT_CREATED"), Count(history, "PAYMENT_SUCCESS"), Sum(history, "PAYMENT_SUCCESS"),
    ];

    private static async Task<string[]> ColumnsAsync(NodeProcess node, string dataFolder, string tenant)
    {
        var stores = (await node.GetAsync("/api/v1/status")).GetProperty("stores").EnumerateArray().First(s => s.GetProperty("name").GetString() == "clickhouse");
        var address = Address().Match(stores.GetProperty("detail").GetString()!).Value;
        var password = (await File.ReadAllTextAsync(Path.Combine(dataFolder, "clickhouse-reader.password"))).Trim();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("reader:" + password)));
        using var query = new StringContent(Columns);
        using var answer = await client.PostAsync(new Uri($"{address}?param_tenant={tenant}"), query);
        return [.. (await answer.Content.ReadAsStringAsync()).Trim().Split('\t').Select(Trimmed)];
    }

    private static Task<string[]> RowsAsync(string dataFolder, string tenant) =>
        RowsOfAsync($"Host={Path.Combine(dataFolder, "postgres", "socket")};Username=analytics;Database=analytics", tenant);

    private static async Task<string[]> RowsOfAsync(string connection, string tenant)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(Rows);
        command.Parameters.Add(new NpgsqlParameter { Value = tenant });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => Trimmed(Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!))];
    }

    private static void Compare(string store, string[] expected, string[] found, List<string> differences)
    {
        if (!expected.SequenceEqual(found)) differences.Add($"{store} has {string.Join(' ', found)} and should have {string.Join(' ', expected)}");
    }

    private static string Count(IEnumerable<ShopEvent> history, string type) => Text(history.Count(e => e.Type == type));

    private static string Sum(IEnumerable<ShopEvent> history, string type) =>
        Trimmed(history.Where(e => e.Type == type).Sum(e => e.Amount ?? 0).ToString(CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Trimmed(string number) => number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    [GeneratedRegex("http://[^,]+")]
    private static partial Regex Address();
}
