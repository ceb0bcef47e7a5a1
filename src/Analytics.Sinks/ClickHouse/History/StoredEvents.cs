using System.Globalization;
using System.Text.Json;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Single events of a tenant, by where they are or when they happened. Asked as the read-only user. Any thread.</summary>
/// <param name="connection">The way to the store.</param>
/// <remarks>Methods throw <see cref="Contracts.Stores.StoreUnavailableException"/> when the store does not answer.</remarks>
public sealed class StoredEvents(ClickHouseConnection connection)
{
    private const int MostEvents = 10_000;

    // Bound values travel in the address of the request.
    private const int MostBound = 200;

    private static readonly string[] Fields =
    [
        "kind", "service", "event_id", "user_id", "session_id", "entity_id", "product_id", "scope", "currency", "quantity", "payment_mode", "platform", "url", "referrer", "ip", "user_agent",
        "utm_source", "utm_medium", "utm_campaign", "country", "city", "latitude", "longitude", "device", "browser", "os", "tier", "category", "bot", "zone_assumed", "time_assumed",
    ];

    private static readonly string Columns =
        "topic, partition, offset, toUnixTimestamp64Micro(timestamp), toUnixTimestamp64Micro(received_at), type, table_versions, properties, has_amount, amount, " + string.Join(", ", Fields);

    /// <summary>Events at some offsets of a partition.</summary>
    /// <param name="tenant">Whose they must be.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offsets">The offsets; at most 10,000 count.</param>
    /// <param name="from">No event is earlier, microseconds since 1970.</param>
    /// <param name="to">No event is later.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<IReadOnlyList<StoredEvent>> AtAsync(string tenant, string topic, int partition, IEnumerable<long> offsets, long from, long to, CancellationToken cancellation)
    {
        var found = new List<StoredEvent>();
        foreach (var part in offsets.Distinct().Take(MostEvents).Chunk(MostBound))
        {
            found.AddRange(await AskAsync(
                "topic = {topic:String} AND partition = {partition:Int32} AND has({offsets:Array(Int64)}, offset)", tenant, from, to, cancellation,
                ("topic", topic), ("partition", partition.ToString(CultureInfo.InvariantCulture)), ("offsets", Array(part))));
        }

        return found;
    }

    /// <summary>Events that happened at some moments, microseconds since 1970; at most 200 moments count, and 10,000 events.</summary>
    public Task<IReadOnlyList<StoredEvent>> HappenedAsync(string tenant, IReadOnlyCollection<long> moments, CancellationToken cancellation) => moments.Count == 0
        ? Task.FromResult<IReadOnlyList<StoredEvent>>([])
        : AskAsync("has({moments:Array(Int64)}, toUnixTimestamp64Micro(timestamp))", tenant, moments.Min(), moments.Max(), cancellation, ("moments", Array(moments)));

    private async Task<IReadOnlyList<StoredEvent>> AskAsync(string where, string tenant, long from, long to, CancellationToken cancellation, params (string Name, string Value)[] more)
    {
        var bound = new Dictionary<string, string> { ["tenant"] = tenant, ["from"] = from.ToString(CultureInfo.InvariantCulture), ["to"] = to.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, value) in more) bound.Add(name, value);
        var rows = await connection.QueryAsync(
            $"SELECT {Columns} FROM events WHERE tenant = {{tenant:String}} AND timestamp >= fromUnixTimestamp64Micro({{from:Int64}}, 'UTC') AND timestamp <= fromUnixTimestamp64Micro({{to:Int64}}, 'UTC') AND {where} "
            + $"ORDER BY timestamp, topic, partition, offset LIMIT {MostEvents}", bound, cancellation);
        return [.. rows.Select(Read)];
    }

    private static StoredEvent Read(JsonElement row)
    {
        const int Fixed = 10;
        var fields = new Dictionary<string, JsonElement>();
        if (row[8].GetBoolean()) fields.Add("amount", row[9]);
        for (var i = 0; i < Fields.Length; i++)
            if (!IsEmpty(row[Fixed + i])) fields.Add(Fields[i], row[Fixed + i]);
        return new StoredEvent(
            row[0].GetString()!, row[1].GetInt32(), row[2].GetInt64(), StoredEvent.At(row[3].GetInt64()), StoredEvent.At(row[4].GetInt64()), row[5].GetString()!, row[6].GetString()!, fields,
            StoredEvent.PropertiesOf(row[7].GetString()!));
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length == 0,
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        _ => value.ValueKind != JsonValueKind.True,
    };

    private static string Array(IEnumerable<long> numbers) => $"[{string.Join(',', numbers.Distinct().Take(MostBound).Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";
}
