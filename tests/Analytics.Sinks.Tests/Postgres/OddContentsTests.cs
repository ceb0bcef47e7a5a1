using Analytics.Contracts.Events;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>What PostgreSQL cannot hold never holds up what it can.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class OddContentsTests(PostgresServer postgres)
{
    [PostgresFact]
    public async Task Properties_that_jsonb_cannot_hold_are_kept_as_text_and_their_neighbours_as_jsonb()
    {
        string[] odd = ["""{"a":"x\u0000y"}""", """{"a":"\ud800"}""", """{"a":1e400000}""", """{"a":"\udc00\ud800"}""", "not json"];
        string[] fine = ["""{"a":"\ud83d\ude00"}""", """{"a":1e308,"b":-0.0,"c":[]}""", "{}", """{"\u0041":{"deep":[[[[1]]]]}}"""];
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        var shard = new ShardUnderTest(sink, "odd-json");
        foreach (var properties in odd.Concat(fine)) shard.Event(EventKind.OrderPlaced, "odd-json", properties: properties);
        await shard.DeliverAsync();
        Assert.Equal($"{odd.Length} {fine.Length}", await postgres.AskAsync(
            "SELECT count(*) FILTER (WHERE properties IS NULL) || ' ' || count(*) FILTER (WHERE properties_text IS NULL) FROM events WHERE tenant = 'odd-json'"));
        Assert.Equal(odd[0], await postgres.AskAsync("SELECT properties_text FROM events WHERE tenant = 'odd-json' AND log_offset = 0"));
        Assert.Equal("😀", await postgres.AskAsync($"SELECT properties->>'a' FROM events WHERE tenant = 'odd-json' AND log_offset = {odd.Length}"));
    }

    [PostgresFact]
    public async Task Text_with_NUL_and_keys_beyond_any_index_are_made_to_fit()
    {
        var endless = new string('k', 30_000);
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        await new ShardUnderTest(sink, "odd-text")
            .Event(EventKind.Purchase, "odd-text", user: "a\0b", entity: endless + "1", product: endless, amount: 1)
            .Event(EventKind.Purchase, "odd-text", user: "ab", entity: endless + "2", product: endless, amount: 1)
            .DeliverAsync();
        Assert.Equal("ab", await postgres.AskAsync("SELECT string_agg(id, ',') FROM users WHERE tenant = 'odd-text'"));
        Assert.Equal("2 1", await postgres.AskAsync(
            "SELECT (SELECT count(*) FROM purchases WHERE tenant = 'odd-text') || ' ' || (SELECT count(*) FROM products WHERE tenant = 'odd-text')"));
    }

    [PostgresFact]
    public async Task Amounts_keep_every_digit()
    {
        decimal[] amounts = [0m, 0.000001m, -0.5m, 1m, 9_999.9999m, 10_000m, 100_000_000m, 16_008_872.12m, 1_234_567.654321m, 9_223_372_036_854.775807m, -9_223_372_036_854.775807m];
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        var shard = new ShardUnderTest(sink, "amounts");
        foreach (var amount in amounts) shard.Event(EventKind.OrderPlaced, "amounts", amount: amount);
        await shard.DeliverAsync();
        var expected = string.Join(' ', amounts.Select(amount => Money.Text((Int128)(amount * Money.Scale))));
        Assert.Equal(expected, await postgres.AskAsync("SELECT string_agg(amount::text, ' ' ORDER BY log_offset) FROM events WHERE tenant = 'amounts'"));
    }

    [PostgresFact]
    public async Task Times_far_off_are_clamped_and_not_refused()
    {
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        await new ShardUnderTest(sink, "times")
            .Event(EventKind.OrderPlaced, "times", user: "u", second: long.MinValue / 1_000_000)
            .Event(EventKind.OrderPlaced, "times", user: "u", second: 9_000_000_000_000)
            .DeliverAsync();
        Assert.Equal("2", await postgres.AskAsync("SELECT count(*) FROM events WHERE tenant = 'times'"));
    }
}
