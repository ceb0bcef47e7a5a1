using System.Globalization;
using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Events as the shards wrote them to ClickHouse, back as rows in the order of the log. Asked as the read-only user. Any thread.</summary>
/// <param name="connection">The way to the store.</param>
/// <remarks>Methods throw <see cref="Contracts.Stores.StoreUnavailableException"/> when the store does not answer.</remarks>
public sealed class EventHistory(ClickHouseConnection connection)
{
    private const int MostPositions = 5_000;

    private const string Range = "tenant = {tenant:String} AND timestamp >= fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND timestamp < fromUnixTimestamp64Micro({to:Int64}, 'UTC')";

    /// <summary>Fields of rules that the store does not keep: they can be looked at as events come, and not afterwards.</summary>
    public static IReadOnlyList<string> Missing { get; } = ["latitude", "longitude"];

    /// <summary>What there is of each partition of the log.</summary>
    public async Task<IReadOnlyList<HistoryRange>> RangesAsync(string tenant, long from, long to, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync($"SELECT topic, partition, count(), min(offset), max(offset) + 1 FROM events WHERE {Range} GROUP BY topic, partition ORDER BY topic, partition", Bound(tenant, from, to), cancellation);
        return [.. rows.Select(row => new HistoryRange(row[0].GetString()!, row[1].GetInt32(), row[2].GetInt64(), row[3].GetInt64(), row[4].GetInt64()))];
    }

    /// <summary>Types of the events, with what they mean.</summary>
    public async Task<IReadOnlyList<(string Type, EventKind Kind)>> TypesAsync(string tenant, long from, long to, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync($"SELECT DISTINCT type, kind FROM events WHERE {Range} ORDER BY type, kind", Bound(tenant, from, to), cancellation);
        return [.. rows.Select(row => (row[0].GetString()!, HistoryKinds.Of(Symbols.Intern(row[1].GetString()!))))];
    }

    /// <summary>Reads one partition from its first event on.</summary>
    /// <param name="selection">Which events, and what of them.</param>
    /// <param name="range">The partition.</param>
    /// <param name="rowsAtOnce">About so many events are asked for at once; twice as many are in memory.</param>
    public HistoryCursor Open(HistorySelection selection, HistoryRange range, int rowsAtOnce) => new(this, selection, range, rowsAtOnce);

    /// <summary>Amounts of some events, by their offset; those without one are left out.</summary>
    public async Task<IReadOnlyDictionary<long, decimal>> AmountsAsync(string tenant, long from, long to, string topic, int partition, IReadOnlyList<long> offsets, CancellationToken cancellation)
    {
        var amounts = new Dictionary<long, decimal>();
        foreach (var part in offsets.Distinct().Order().Chunk(MostPositions))
        {
            var bound = Bound(tenant, from, to, ("topic", topic), ("partition", partition.ToString(CultureInfo.InvariantCulture)));
            // Thousands of bound numbers do not fit into an address; these are numbers of ours.
            var list = string.Join(',', part.Select(offset => offset.ToString(CultureInfo.InvariantCulture)));
            foreach (var row in await connection.QueryAsync($"SELECT offset, amount FROM events WHERE {Range} AND topic = {{topic:String}} AND partition = {{partition:Int32}} AND has_amount AND offset IN ({list})", bound, cancellation))
                amounts[row[0].GetInt64()] = row[1].GetDecimal();
        }

        return amounts;
    }

    internal static IEnumerable<HistoryColumn> ColumnsOf(IReadOnlySet<string> fields) => HistoryColumn.All.Where(column => column.Field.Length == 0 || fields.Contains(column.Field));

    internal Task<byte[]> ReadAsync(HistorySelection selection, HistoryRange range, long first, long end, CancellationToken cancellation)
    {
        var columns = ColumnsOf(selection.Fields).Select(column => column.IsText ? $"if(wanted, {column.Name}, '')" : column.Name);
        var bound = Bound(
            selection.Tenant, selection.From, selection.To, ("topic", range.Topic), ("partition", range.Partition.ToString(CultureInfo.InvariantCulture)),
            ("first", first.ToString(CultureInfo.InvariantCulture)), ("end", end.ToString(CultureInfo.InvariantCulture)), ("types", System.Text.Json.JsonSerializer.Serialize(selection.Types)));
        // As JSON: servers do not agree on how texts of a bound array are escaped.
        var wanted = selection.Types.Count == 0 ? "1" : "has(JSONExtract({types:String}, 'Array(String)'), type)";
        return connection.ReadAsync(
            $"WITH {wanted} AS wanted SELECT {string.Join(", ", columns)} FROM events WHERE {Range} AND topic = {{topic:String}} AND partition = {{partition:Int32}} "
            + "AND offset >= {first:Int64} AND offset < {end:Int64} ORDER BY offset", bound, "RowBinary", selection.Threads, cancellation);
    }

    private static Dictionary<string, string> Bound(string tenant, long from, long to, params (string Name, string Value)[] more)
    {
        var bound = new Dictionary<string, string> { ["tenant"] = tenant, ["from"] = from.ToString(CultureInfo.InvariantCulture), ["to"] = to.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, value) in more) bound.Add(name, value);
        return bound;
    }
}
