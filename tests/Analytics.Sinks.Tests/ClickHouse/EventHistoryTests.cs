using System.Text;
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
        "amount", "quantity", "bot", "currency", "service", "payment_mode", "platform", "country", "city", "device", "browser", "os", "tier", "category", "user", "session", "entity", "sku", "scope", "url",
        "referrer", "ip", "user_agent", "utm_source", "utm_medium", "utm_campaign", "properties",
    ];

    private EventHistory History => new(fixture.Connection);

    [StoreFact]
    public async Task Every_field_comes_back()
    {
        var (batch, tenant) = (Full("history-full"), "history-full");
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-full", 2), 0, batch), default);
        var range = Assert.Single(await History.RangesAsync(tenant, 0, long.MaxValue / 2, default));
        Assert.Equal(new HistoryRange("history-full", 2, 1, 7, 8), range);
        Assert.Equal([("it's \\ \"odd\"", EventKind.Purchase)], await History.TypesAsync(tenant, 0, long.MaxValue / 2, default));
        var back = (await ReadAsync(new HistorySelection(tenant, 0, long.MaxValue / 2, Everything, ["it's \\ \"odd\""], 1), range, 10)).Single();
        Assert.Equal(Describe(batch.Rows[0], batch), back);
    }

    [StoreFact]
    public async Task Events_come_in_the_order_of_the_log_in_parts_of_any_size()
    {
        var sink = new EventsSink(fixture.Connection);
        var shard = new ShardId("history-order", 0);
        await sink.DeliverAsync(EventSamples.Delivery(sink, shard, 0, EventSamples.Events(1000, 100)), default);
        var range = (await History.RangesAsync("acme", 0, long.MaxValue / 2, default)).Single(one => one.Topic == shard.Topic);
        foreach (var atOnce in (int[])[1000, 300, 7])
        {
            var cursor = History.Open(new HistorySelection("acme", 0, long.MaxValue / 2, Everything, [], 1), range, atOnce);
            var offsets = new List<long>();
            var batch = new EventBatch();
            while (await cursor.MoveAsync(default))
            {
                cursor.Fill(batch, long.MaxValue, 64, 0);
                foreach (ref readonly var row in batch.Rows) offsets.Add(row.Offset);
            }

            Assert.Equal(Enumerable.Range(100, 1000).Select(i => (long)i), offsets);
        }
    }

    [StoreFact]
    public async Task Texts_of_types_that_do_not_matter_stay_away_and_a_batch_ends_at_the_arrival_that_is_asked_for()
    {
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-types", 0), 0, EventSamples.Events(9)), default);
        var range = (await History.RangesAsync("acme", 0, long.MaxValue / 2, default)).Single(one => one.Topic == "history-types");
        var cursor = History.Open(new HistorySelection("acme", 0, long.MaxValue / 2, Everything, ["type1"], 1), range, 100);
        var batch = new EventBatch();
        Assert.True(await cursor.MoveAsync(default));
        Assert.Equal(EventSamples.LastSecondOfJanuary + 5, cursor.NextArrival);
        cursor.Fill(batch, EventSamples.LastSecondOfJanuary + 2_000_005, 100, 1L << 44);
        Assert.Equal(["", "user1", ""], batch.Rows.ToArray().Select(row => batch.Text(row.UserId)));
        Assert.Equal((1L << 44) + 2, batch.Rows[2].Offset);
        cursor.Fill(batch, 0, 100, 0);
        Assert.Equal(1, batch.Count);
    }

    [StoreFact]
    public async Task Tenants_see_their_own()
    {
        var sink = new EventsSink(fixture.Connection);
        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("history-own", 0), 0, EventSamples.Events(3)), default);
        Assert.Empty(await History.RangesAsync("stranger", 0, long.MaxValue / 2, default));
        var events = new StoredEvents(fixture.Connection);
        Assert.Empty(await events.AtAsync("stranger", "history-own", 0, [0, 1, 2], 0, long.MaxValue / 2, default));
        Assert.Equal([0L, 2], (await events.AtAsync("acme", "history-own", 0, [2, 0, 2], 0, long.MaxValue / 2, default)).Select(one => one.Offset));
        Assert.Contains(await events.HappenedAsync("acme", [EventSamples.LastSecondOfJanuary], default), one => one.Topic == "history-own" && one.Fields["user_id"].GetString() == "user0");
        Assert.Equal(0.02m, (await History.AmountsAsync("acme", 0, long.MaxValue / 2, "history-own", 0, [2], default))[2]);
    }

    private async Task<List<string>> ReadAsync(HistorySelection selection, HistoryRange range, int atOnce)
    {
        var cursor = History.Open(selection, range, atOnce);
        var batch = new EventBatch();
        var rows = new List<string>();
        while (await cursor.MoveAsync(default))
        {
            cursor.Fill(batch, long.MaxValue, 64, 0);
            foreach (ref readonly var row in batch.Rows) rows.Add(Describe(row, batch));
        }

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
        row.Flags = EventFlags.HasAmount | EventFlags.Bot;
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
        return $"{row.Offset} {row.Timestamp} {row.ReceivedAt} {row.Kind} {row.Flags} {row.AmountMicros} {row.Quantity} {string.Join('|', symbols.Select(Symbols.Text))} {string.Join('|', texts.Select(batch.Text))}";
    }
}
