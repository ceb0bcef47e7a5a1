using System.Globalization;
using System.Text.Json;
using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Events as the shards wrote them to ClickHouse, back as rows in the order of the log. Asked as the read-only user. Any thread.</summary>
/// <param name="connection">The way to the store.</param>
/// <remarks>Methods throw <see cref="Contracts.Stores.StoreUnavailableException"/> when the store does not answer.</remarks>
public sealed class EventHistory(ClickHouseConnection connection)
{
    private const int MostPositions = 5_000, MostPieces = 1_000, PiecesOfStretch = 4;

    private const string Range = "tenant = {tenant:String} AND timestamp >= fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND timestamp < fromUnixTimestamp64Micro({to:Int64}, 'UTC')";

    /// <summary>What there is of each partition of the log.</summary>
    /// <param name="tenant">Whose events.</param>
    /// <param name="from">Earliest time, microseconds since 1970.</param>
    /// <param name="to">First time that is not wanted any more.</param>
    /// <param name="placesFrom">Earliest time of events whose missing coordinates are told, see <see cref="HistoryRange.FirstWithoutPlace"/>.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<IReadOnlyList<HistoryRange>> RangesAsync(string tenant, long from, long to, long placesFrom, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync(
            "SELECT topic, partition, count(), min(offset), max(offset) + 1, minOrNullIf(offset, located IS NULL AND timestamp >= fromUnixTimestamp64Micro({places:Int64}, 'UTC')) "
            + $"FROM events WHERE {Range} GROUP BY topic, partition ORDER BY topic, partition",
            Bound(tenant, from, to, ("places", placesFrom.ToString(CultureInfo.InvariantCulture))), cancellation);
        return
        [
            .. rows.Select(row => new HistoryRange(row[0].GetString()!, row[1].GetInt32(), row[2].GetInt64(), row[3].GetInt64(), row[4].GetInt64()) { FirstWithoutPlace = row[5].ValueKind == JsonValueKind.Null ? null : row[5].GetInt64() }),
        ];
    }

    /// <summary>The hash of a user as events have it that come from here: of the name as it is stored, where the shard's is of the unmasked one.</summary>
    public static ulong UserHash(ReadOnlySpan<byte> user) => HistoryFields.UserHash(user);

    /// <summary>Types of the events, with what they mean.</summary>
    public async Task<IReadOnlyList<(string Type, EventKind Kind)>> TypesAsync(string tenant, long from, long to, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync($"SELECT DISTINCT type, kind FROM events WHERE {Range} ORDER BY type, kind", Bound(tenant, from, to), cancellation);
        return [.. rows.Select(row => (row[0].GetString()!, HistoryKinds.Of(Symbols.Intern(row[1].GetString()!))))];
    }

    /// <summary>Reads partitions, each from its first event on.</summary>
    /// <param name="selection">Which events, and what of them.</param>
    /// <param name="ranges">The partitions; offsets that are not in them are left out.</param>
    /// <param name="inMemory">About so many events are in memory at once.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<HistoryReader> OpenAsync(HistorySelection selection, IReadOnlyList<HistoryRange> ranges, int inMemory, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(ranges);
        // What a partition works on, what it has beside that, and what is asked for when it has little left.
        const double StretchesAtOnce = 2.5;
        var most = Math.Max(1, (long)(inMemory / StretchesAtOnce / Math.Max(1, ranges.Count)));
        var width = ranges.Where(range => range.Rows > most).Select(range => Math.Max(1, (range.End - range.First) / Math.Clamp(PiecesOfStretch * range.Rows / most, 1, MostPieces))).DefaultIfEmpty(0).Min();
        var counts = width == 0 ? [] : await CountAsync(selection, ranges, width, cancellation);
        return new HistoryReader(
            this, selection, ranges,
            ranges.Select((range, i) => range.Rows <= most ? [new HistoryStretch(range.First, range.End)] : HistoryStretch.Cut(range, counts[i], width, most).ToArray()), cancellation);
    }

    /// <summary>Amounts of some events, by their offset: 0 for one without, and none for one that is not there.</summary>
    public async Task<IReadOnlyDictionary<long, decimal>> AmountsAsync(string tenant, long from, long to, string topic, int partition, IReadOnlyList<long> offsets, CancellationToken cancellation)
    {
        var amounts = new Dictionary<long, decimal>();
        foreach (var part in offsets.Distinct().Order().Chunk(MostPositions))
        {
            var bound = Bound(tenant, from, to, ("topic", topic), ("partition", partition.ToString(CultureInfo.InvariantCulture)));
            // Thousands of bound numbers do not fit into an address; these are numbers of ours.
            var list = string.Join(',', part.Select(offset => offset.ToString(CultureInfo.InvariantCulture)));
            foreach (var row in await connection.QueryAsync($"SELECT offset, if(has_amount, amount, 0) FROM events WHERE {Range} AND topic = {{topic:String}} AND partition = {{partition:Int32}} AND offset IN ({list})", bound, cancellation))
                amounts[row[0].GetInt64()] = row[1].GetDecimal();
        }

        return amounts;
    }

    internal Task ReadAsync(HistorySelection selection, HistoryAnswer target, IReadOnlyList<(HistoryRange Range, HistoryStretch Stretch)> stretches, CancellationToken cancellation)
    {
        // As JSON: servers do not agree on how texts of a bound array are escaped.
        var bound = Bound(selection.Tenant, selection.From, selection.To, ("types", JsonSerializer.Serialize(selection.Types)));
        var wanted = selection.Types.Count == 0 ? "1" : "has(JSONExtract({types:String}, 'Array(String)'), type)";
        var places = string.Join(" OR ", stretches.Select(one => Place(one.Range, one.Stretch, bound)));
        return connection.ReadAsync($"WITH {wanted} AS wanted SELECT {target.Select} FROM events WHERE {Range} AND ({places})", bound, selection.Threads, target.Bytes, cancellation);
    }

    // How many events lie in each piece of so many offsets, by the number of the range.
    private async Task<IReadOnlyList<Dictionary<long, long>>> CountAsync(HistorySelection selection, IReadOnlyList<HistoryRange> ranges, long width, CancellationToken cancellation)
    {
        var bound = Bound(selection.Tenant, selection.From, selection.To, ("width", width.ToString(CultureInfo.InvariantCulture)));
        var places = ranges.Select(range => Place(range, new HistoryStretch(range.First, range.End), bound)).ToList();
        var firsts = string.Join(", ", ranges.Select((range, i) => string.Create(CultureInfo.InvariantCulture, $"{places[i]}, intDiv(offset - {range.First}, {{width:Int64}})")));
        var number = string.Join(", ", places.Select((place, i) => string.Create(CultureInfo.InvariantCulture, $"{place}, {i}")));
        var rows = await connection.QueryAsync(
            $"SELECT multiIf({number}, -1) AS number, multiIf({firsts}, -1) AS piece, count() FROM events WHERE {Range} AND ({string.Join(" OR ", places)}) GROUP BY number, piece", bound, cancellation);
        List<Dictionary<long, long>> counts = [.. ranges.Select(_ => new Dictionary<long, long>())];
        foreach (var row in rows) counts[row[0].GetInt32()].Add(row[1].GetInt64(), row[2].GetInt64());
        return counts;
    }

    // Numbers of ours; only the topic's name is bound.
    private static string Place(HistoryRange range, HistoryStretch stretch, Dictionary<string, string> bound)
    {
        var name = $"topic_{bound.Count}";
        if (bound.FirstOrDefault(one => one.Key.StartsWith("topic_", StringComparison.Ordinal) && one.Value == range.Topic) is { Key: { } known }) name = known;
        bound[name] = range.Topic;
        return string.Create(CultureInfo.InvariantCulture, $"(topic = {{{name}:String}} AND partition = {range.Partition} AND offset >= {stretch.From} AND offset < {stretch.To})");
    }

    private static Dictionary<string, string> Bound(string tenant, long from, long to, params (string Name, string Value)[] more)
    {
        var bound = new Dictionary<string, string> { ["tenant"] = tenant, ["from"] = from.ToString(CultureInfo.InvariantCulture), ["to"] = to.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, value) in more) bound.Add(name, value);
        return bound;
    }
}
