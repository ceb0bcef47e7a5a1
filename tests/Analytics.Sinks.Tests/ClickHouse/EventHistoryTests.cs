using System.Text;
using System.Text.Json;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Sinks.Tests.ClickHouse;

/// <summary>What went into the store comes out as the shard had it.</summary>
public sealed class EventHistoryTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly HashSet<string> Everything =
    [
        "amount", "quantity", "bot", "currency", "service", "payment_mode", "platform", "country", "city", "latitude", "longitude", "device", "browser", "os", "tier", "category", "user", "session", "entity", "sku", "scope", "url",
        "referrer", "ip", "user_agent", "utm_source", "utm_medium", "utm_campaign", "properties",
    ];

    private EventHistory History => new(fixture.Connection);

    [StoreFact]
    public async Task Every_field_comes_back()
    {
        var (batch, tenant) = (Full("history-full"), "history-full");
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-full", 2), 0, batch), default);
        var range = Assert.Single(await History.RangesAsync(tenant, 0, long.MaxValue / 2, 0, default));
        Assert.Equal(new HistoryRange("history-full", 2, 1, 7, 8), range);
        Assert.Equal([("it's \\ \"odd\"", EventKind.Purchase)], await History.TypesAsync(tenant, 0, long.MaxValue / 2, default));
        var back = Assert.Single(await ReadAsync(new HistorySelection(tenant, 0, long.MaxValue / 2, Everything, ["it's \\ \"odd\""], 1), [range], 10));
        Assert.Equal([Describe(batch.Rows[0], batch)], back);
    }

    [StoreFact]
    public async Task Each_partition_comes_in_the_order_of_the_log_in_parts_of_any_size()
    {
        var sink = new EventsSink(fixture.Connection);
        var (first, second) = (EventSamples.Events(1000, 100), EventSamples.Events(3, 5000));
        // Most of them in few of the offsets, and backwards in time, as a load of history is.
        foreach (ref var row in first.Rows) (row.Offset, row.Timestamp) = (row.Offset < 1000 ? row.Offset : 1_000_000 + row.Offset, row.Timestamp - 2 * (row.Offset - 100) * 1_000_000);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-order", 0), 0, first), default);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-order", 1), 0, second), default);
        var ranges = (await History.RangesAsync("acme", 0, long.MaxValue / 2, 0, default)).Where(one => one.Topic == "history-order").ToList();
        foreach (var inMemory in (int[])[100_000, 1000, 300, 7])
        {
            var back = await ReadAsync(new HistorySelection("acme", 0, long.MaxValue / 2, Everything, [], 1), ranges, inMemory);
            Assert.Equal(Describe(first), back[0]);
            Assert.Equal(Describe(second), back[1]);
        }
    }

    [StoreFact]
    public async Task A_part_of_a_partition_has_no_event_before_or_behind_it()
    {
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-part", 0), 0, EventSamples.Events(50)), default);
        var part = new HistoryRange("history-part", 0, 50, 10, 13);
        var back = Assert.Single(await ReadAsync(new HistorySelection("acme", 0, long.MaxValue / 2, Everything, [], 1), [part], 20));
        Assert.Equal(["10", "11", "12"], back.Select(row => row.Split(' ')[0]));
    }

    [StoreFact]
    public async Task Texts_of_types_that_do_not_matter_stay_away()
    {
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-types", 0), 0, EventSamples.Events(9)), default);
        var range = (await History.RangesAsync("acme", 0, long.MaxValue / 2, 0, default)).Single(one => one.Topic == "history-types");
        var back = Assert.Single(await ReadAsync(new HistorySelection("acme", 0, long.MaxValue / 2, Everything, ["type1"], 1), [range], 100));
        Assert.Equal(["type0", "type1", "type2", "type0", "type1"], back.Select(row => row.Split(' ')[9].Split('|')[1]).Take(5));
        Assert.Equal([1, 4, 7], back.Index().Where(row => row.Item.Contains(" user", StringComparison.Ordinal)).Select(row => row.Index));
    }

    [StoreFact]
    public async Task Rows_from_before_coordinates_were_kept_are_told()
    {
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-places", 0), 0, EventSamples.Events(3, 7)), default);
        await fixture.Connection.ExecuteAsync(
            $"INSERT INTO analytics.events (tenant, timestamp, received_at, topic, partition, offset) SELECT 'acme', fromUnixTimestamp64Micro(toInt64({EventSamples.LastSecondOfJanuary} + number), 'UTC') AS at, at, 'history-places', 0, number FROM numbers(5)", default);
        Assert.Equal(0, await FirstWithoutAsync(0));
        Assert.Equal(4, await FirstWithoutAsync(EventSamples.LastSecondOfJanuary + 4));
        Assert.Null(await FirstWithoutAsync(EventSamples.LastSecondOfJanuary + 5));

        async Task<long?> FirstWithoutAsync(long from) => (await History.RangesAsync("acme", 0, long.MaxValue / 2, from, default)).Single(one => one.Topic == "history-places").FirstWithoutPlace;
    }

    [StoreFact]
    public async Task An_event_that_is_not_stored_yet_reads_as_it_will()
    {
        var (batch, sink) = (Full("history-fresh"), new EventsSink(fixture.Connection));
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-fresh", 1), 0, batch), default);
        var stored = Assert.Single(await new StoredEvents(fixture.Connection).AtAsync("history-fresh", "history-fresh", 1, [7], 0, long.MaxValue / 2, default));
        var fresh = StoredEvent.Of(batch.Rows[0], batch, "history-fresh", 1);
        Assert.Equal(Sorted(stored), Sorted(fresh));

        static string Sorted(StoredEvent one) => JsonSerializer.Serialize(one with { Fields = new SortedDictionary<string, JsonElement>(one.Fields.ToDictionary(), StringComparer.Ordinal) });
    }

    [StoreFact]
    public async Task Tenants_see_their_own()
    {
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-own", 0), 0, EventSamples.Events(3)), default);
        Assert.Empty(await History.RangesAsync("stranger", 0, long.MaxValue / 2, 0, default));
        var events = new StoredEvents(fixture.Connection);
        Assert.Empty(await events.AtAsync("stranger", "history-own", 0, [0, 1, 2], 0, long.MaxValue / 2, default));
        Assert.Equal([0L, 2], (await events.AtAsync("acme", "history-own", 0, [2, 0, 2], 0, long.MaxValue / 2, default)).Select(one => one.Offset));
        Assert.Contains(await events.HappenedAsync("acme", [EventSamples.LastSecondOfJanuary], default), one => one.Topic == "history-own" && one.Fields["user_id"].GetString() == "user0");
        Assert.Equal(0.02m, (await History.AmountsAsync("acme", 0, long.MaxValue / 2, "history-own", 0, [2], default))[2]);
    }

    // Two batches in turns, as whoever fills one while another is worked on: the former must still be right.
    private async Task<List<List<string>>> ReadAsync(HistorySelection selection, List<HistoryRange> ranges, int inMemory)
    {
        var reader = await History.OpenAsync(selection, ranges, inMemory, default);
        var rows = ranges.Select(_ => new List<string>()).ToList();
        var batches = ranges.Select(_ => (Filled: new EventBatch(), Free: new EventBatch())).ToList();
        for (var left = ranges.Count; left > 0;)
        {
            left = 0;
            for (var i = 0; i < ranges.Count; i++)
            {
                var (filled, free) = batches[i];
                if (reader.Partitions[i].Read(free, 64)) left++;
                else free = new EventBatch();
                rows[i].AddRange(Describe(filled));
                batches[i] = (free, filled);
            }
        }

        return rows;
    }

    private static List<string> Describe(EventBatch batch)
    {
        var rows = new List<string>();
        foreach (ref readonly var row in batch.Rows) rows.Add(Describe(row, batch));
        return rows;
    }

    private static EventBatch Full(string tenant)
    {
        var batch = new EventBatch();
        var records = new RecordBatch();
        batch.Reset(records);
        ref var row = ref batch.Add();
        (row.Offset, row.Timestamp, row.ReceivedAt, row.Kind) = (7, EventSamples.LastSecondOfJanuary + 1, EventSamples.LastSecondOfJanuary + 77, EventKind.Purchase);
        (row.Tenant, row.Type, row.AmountMicros, row.Quantity) = (Symbols.Intern(tenant), Symbols.Intern("it's \\ \"odd\""), -12_345_678, 42);
        row.Flags = EventFlags.HasAmount | EventFlags.Bot | EventFlags.HasPlace;
        (row.LatitudeE4, row.LongitudeE4) = (481_374, -1_155_755);
        (row.Currency, row.Service, row.PaymentMode, row.Platform) = (Symbols.Intern("EUR"), Symbols.Intern("svc"), Symbols.Intern("UPI"), Symbols.Intern("web"));
        (row.Country, row.City, row.Device, row.Browser) = (Symbols.Intern("IT"), Symbols.Intern("München"), Symbols.Intern("phone"), Symbols.Intern("Firefox"));
        (row.Os, row.Tier, row.Category) = (Symbols.Intern("Linux"), Symbols.Intern("gold"), Symbols.Intern("books"));
        (row.UserId, row.SessionId, row.EntityId, row.ProductId, row.Scope) = (Text("ann\t\\"), Text("s"), Text("e"), Text("sku"), Text("org"));
        (row.Url, row.Referrer, row.Ip, row.UserAgent) = (Text(new string('u', 300)), Text("r"), Text("192.0.2.0"), Text("agent"));
        (row.UtmSource, row.UtmMedium, row.UtmCampaign, row.Properties) = (Text("a"), Text("b"), Text("c"), Text("{\"card\":\"4\"}"));
        return batch;

        Utf8Slice Text(string text) => records.Append(Encoding.UTF8.GetBytes(text));
    }

    private static string Describe(in EventRow row, EventBatch batch)
    {
        int[] symbols = [row.Tenant, row.Type, row.Currency, row.Service, row.PaymentMode, row.Platform, row.Country, row.City, row.Device, row.Browser, row.Os, row.Tier, row.Category];
        Utf8Slice[] texts =
        [
            row.UserId, row.SessionId, row.EntityId, row.ProductId, row.Scope, row.Url, row.Referrer, row.Ip, row.UserAgent, row.UtmSource, row.UtmMedium, row.UtmCampaign, row.Properties,
        ];
        return $"{row.Offset} {row.Timestamp} {row.ReceivedAt} {row.Kind} {row.Flags} {row.AmountMicros} {row.Quantity} {row.LatitudeE4} {row.LongitudeE4} {string.Join('|', symbols.Select(Symbols.Text))} {string.Join('|', texts.Select(batch.Text))}";
    }
}
