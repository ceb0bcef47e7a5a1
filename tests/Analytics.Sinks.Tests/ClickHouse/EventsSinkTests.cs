using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse;

namespace Analytics.Sinks.Tests.ClickHouse;

public sealed class EventsSinkTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly Dictionary<string, string> None = [];

    [StoreFact]
    public async Task Rows_of_two_months_become_two_parts_and_keep_their_values()
    {
        var sink = new EventsSink(fixture.Connection);
        var shard = new ShardId("two-months", 3);
        await sink.DeliverAsync(EventSamples.Delivery(sink, shard, 0, EventSamples.Events(5)), default);
        var rows = await fixture.Connection.QueryAsync(
            "SELECT toYYYYMM(timestamp) AS month, count(), sum(amount), uniqExact(_part), any(props.colour), any(kind), any(partition) FROM events WHERE topic = 'two-months' GROUP BY month ORDER BY month",
            None, default);
        Assert.Equal(["[202601, 1, 0, 1, \"gr\u00fcn\", \"payment\", 3]", "[202602, 4, 0.1, 1, \"gr\u00fcn\", \"payment\", 3]"], rows.Select(r => r.GetRawText()));
    }

    [StoreFact]
    public async Task The_same_delivery_again_changes_nothing_for_this_process_and_for_another()
    {
        var sink = new EventsSink(fixture.Connection);
        var shard = new ShardId("again", 0);
        var first = EventSamples.Delivery(sink, shard, 0, EventSamples.Events(1000));
        await sink.DeliverAsync(first, default);
        await sink.DeliverAsync(first, default);
        await new EventsSink(fixture.Connection).DeliverAsync(first, default);
        await sink.DeliverAsync(EventSamples.Delivery(sink, shard, 1, EventSamples.Events(10, 1000)), default);
        Assert.Equal(1010, await CountAsync(fixture.Connection, "again"));
    }

    [StoreFact]
    public async Task A_token_that_was_noted_without_its_rows_loses_nothing()
    {
        var sink = new EventsSink(fixture.Connection);
        var shard = new ShardId("noted", 0);
        var delivery = EventSamples.Delivery(sink, shard, 7, EventSamples.Events(3, 100));
        await sink.DeliverAsync(delivery, default);
        // What a crash between the note and the commit leaves: the token is known, the rows are not there.
        await fixture.Connection.ExecuteAsync("ALTER TABLE analytics.events DELETE WHERE topic = 'noted' SETTINGS mutations_sync = 2", default);
        Assert.Equal(0, await CountAsync(fixture.Connection, "noted"));
        await new EventsSink(fixture.Connection).DeliverAsync(delivery, default);
        Assert.Equal(3, await CountAsync(fixture.Connection, "noted"));
    }

    [StoreFact]
    public async Task Extreme_values_come_back_as_they_were()
    {
        var shard = new ShardId("extremes", int.MaxValue);
        var sink = new EventsSink(fixture.Connection);
        var batch = new EventBatch();
        var records = new RecordBatch();
        batch.Reset(records);
        foreach (var (amount, offset) in new[] { (999_999_999_999_999_999L, 0L), (-999_999_999_999_999_999L, 1L), (1L, long.MaxValue - 1) })
        {
            ref var row = ref batch.Add();
            row.Offset = offset;
            row.Timestamp = EventSamples.LastSecondOfJanuary + 999_999;
            row.ReceivedAt = row.Timestamp;
            row.AmountMicros = amount;
            row.Quantity = long.MinValue;
            row.City = Symbols.Intern("M\u00fcnchen \ud83c\udf7a");
            row.UserId = records.Append("\ud83d\ude00'\\\t\"\0"u8);
            row.Url = records.Append(new byte[300]);
        }

        await sink.DeliverAsync(EventSamples.Delivery(sink, shard, 0, batch), default);
        var rows = await fixture.Connection.QueryAsync(
            "SELECT amount, quantity, offset, partition, city, user_id, length(url), toString(timestamp), tenant, props.x FROM events WHERE topic = 'extremes' ORDER BY offset", None, default);
        Assert.Equal("[999999999999.999999, -9223372036854775808, 0, 2147483647, \"M\u00fcnchen \ud83c\udf7a\", \"\ud83d\ude00'\\\\\\t\\\"\\u0000\", 300, \"2026-01-31 23:59:59.999999\", \"\", null]", rows[0].GetRawText());
        Assert.Equal("-999999999999.999999", rows[1][0].GetRawText());
        Assert.Equal("0.000001", rows[2][0].GetRawText());
        Assert.Equal(long.MaxValue - 1, rows[2][2].GetInt64());
    }

    [StoreFact]
    public async Task More_than_256_and_65536_distinct_symbols_keep_their_rows()
    {
        var sink = new EventsSink(fixture.Connection);
        var batch = EventSamples.Events(70_000);
        for (var i = 0; i < batch.Count; i++)
        {
            batch.Rows[i].Timestamp = EventSamples.LastSecondOfJanuary;
            batch.Rows[i].City = Symbols.Intern("city" + i);
            batch.Rows[i].Browser = Symbols.Intern("browser" + (i % 300));
        }

        await sink.DeliverAsync(EventSamples.Delivery(sink, new ShardId("distinct", 0), 0, batch), default);
        var rows = await fixture.Connection.QueryAsync(
            "SELECT count(), countIf(city = concat('city', toString(offset))), countIf(browser = concat('browser', toString(offset % 300))), uniqExact(_part) FROM events WHERE topic = 'distinct'", None, default);
        Assert.Equal("[70000, 70000, 70000, 1]", rows[0].GetRawText());
    }

    [StoreFact]
    public void Rows_set_aside_are_left_out_and_nothing_is_an_empty_payload()
    {
        var encoder = new EventsSink(fixture.Connection).CreateEncoder(new ShardId("aside", 0));
        var batch = EventSamples.Events(1);
        batch.Rows[0].Flags |= EventFlags.SetAside;
        encoder.Encode(batch);
        Assert.Equal(0, encoder.Rows);
        Assert.True(encoder.Cut().IsEmpty);
    }

    [StoreFact]
    public void The_same_rows_give_the_same_bytes_in_a_used_encoder_and_in_a_new_one()
    {
        var sink = new EventsSink(fixture.Connection);
        var used = sink.CreateEncoder(new ShardId("bytes", 0));
        used.Encode(EventSamples.Events(500, 10_000));
        used.Cut();
        used.Encode(EventSamples.Events(100));
        var fresh = sink.CreateEncoder(new ShardId("bytes", 0));
        fresh.Encode(EventSamples.Events(60));
        fresh.Encode(EventSamples.Events(40, 60));
        Assert.Equal(fresh.Cut().Length, used.Bytes + 4 + (2 * 12));
        fresh.Encode(EventSamples.Events(100));
        Assert.Equal(fresh.Cut().ToArray(), used.Cut().ToArray());
    }

    internal static async Task<long> CountAsync(ClickHouseConnection connection, string topic) =>
        (await connection.QueryAsync("SELECT count() FROM events WHERE topic = {topic:String}", new Dictionary<string, string> { ["topic"] = topic }, default))[0][0].GetInt64();
}
