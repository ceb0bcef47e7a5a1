using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>Events that go straight into their table and events that are looked at one by one leave the same tables.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class DeliveryPathTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly BusinessSink _sink = new(postgres.Connection, new DollarTenants());

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _sink.DisposeAsync();

    [PostgresFact]
    public async Task A_text_that_jsonb_refuses_holds_up_neither_its_delivery_nor_those_around_it()
    {
        const string Tenant = "beside";
        var shard = new ShardUnderTest(_sink, Tenant);
        foreach (var properties in (string[])["""{"n":1}""", """{"n":"\u0000"}""", """{"n":3}"""])
        {
            await shard.Event(EventKind.Payment, Tenant, user: "u", entity: "o1", amount: 2, properties: properties)
                .Event(EventKind.ProductCreated, Tenant, entity: "p1", amount: 9, properties: """{"name":"Lamp"}""")
                .Event(EventKind.RegistrationCompleted, Tenant, user: "v").DeliverAsync();
        }

        Assert.Equal("9 5 1", await postgres.AskAsync($"SELECT concat_ws(' ', count(*), count(properties), count(properties_text)) FROM events WHERE tenant = '{Tenant}'"));
        Assert.Equal("""{"n": 1} {"n":"\u0000"} {"n": 3}""", await postgres.AskAsync(
            $"SELECT string_agg(coalesce(properties::text, properties_text), ' ' ORDER BY log_offset) FROM events WHERE tenant = '{Tenant}' AND amount = 2"));
        Assert.Equal("3 6 USD u", await postgres.AskAsync($"SELECT concat_ws(' ', payments, paid_amount, currency, user_id) FROM purchases WHERE tenant = '{Tenant}'"));
        Assert.Equal("Lamp 9 USD u,v", await postgres.AskAsync(
            $"SELECT concat_ws(' ', name, price, currency, (SELECT string_agg(id, ',' ORDER BY id) FROM users WHERE tenant = '{Tenant}')) FROM products WHERE tenant = '{Tenant}'"));
    }

    [PostgresFact]
    public async Task A_delivery_of_which_a_part_was_applied_adds_the_rest_alone()
    {
        const string Tenant = "overlap";
        var shard = new ShardUnderTest(_sink, Tenant);
        ShardUnderTest Sell(int number, string? properties = null) => shard
            .Event(EventKind.OrderPlaced, Tenant, user: $"u{number % 2}", entity: $"o{number % 3}", product: $"p{number % 2}", amount: number, second: number, id: $"o{number}", tier: $"t{number}")
            .Event(EventKind.Payment, Tenant, user: $"u{number % 2}", entity: $"o{number % 3}", amount: 1, second: number, properties: properties);
        Sell(0);
        Sell(1);
        await Sell(2, """{"odd":"\ud800"}""").DeliverAsync();
        shard.FallBack(sequence: 0, offset: 0);
        Sell(0);
        Sell(1);
        Sell(2, """{"odd":"\ud800"}""");
        Sell(3);
        await Sell(4, """{"odd":"\u0000"}""").DeliverAsync();
        await Sell(5).DeliverAsync();
        Assert.Equal("12 2", await postgres.AskAsync($"SELECT count(*) || ' ' || count(properties_text) FROM events WHERE tenant = '{Tenant}'"));
        Assert.Equal("o0 3 2 2, o1 4 2 2, o2 5 2 2", await postgres.AskAsync(
            $"SELECT string_agg(concat_ws(' ', id, ordered_amount, payments, paid_amount), ', ' ORDER BY id) FROM purchases WHERE tenant = '{Tenant}'"));
        Assert.Equal("u0 t4, u1 t5", await postgres.AskAsync($"SELECT string_agg(concat_ws(' ', id, tier), ', ' ORDER BY id) FROM users WHERE tenant = '{Tenant}'"));
    }

    [PostgresFact]
    public async Task Rows_whose_position_was_lost_are_left_as_they_are()
    {
        const string Tenant = "lost-position";
        var delivery = await new ShardUnderTest(_sink, Tenant)
            .Event(EventKind.Payment, Tenant, user: "u", entity: "o1", amount: 5)
            .Event(EventKind.Payment, Tenant, user: "u", entity: "o1", amount: 6).DeliverAsync();
        await postgres.AskAsync($"DELETE FROM sink_positions WHERE topic = '{Tenant}'; DELETE FROM events WHERE tenant = '{Tenant}' AND log_offset = 1");
        await _sink.DeliverAsync(delivery, CancellationToken.None);
        Assert.Equal("2", await postgres.AskAsync($"SELECT count(*) FROM events WHERE tenant = '{Tenant}'"));
        Assert.Equal("2 11", await postgres.AskAsync($"SELECT payments || ' ' || paid_amount FROM purchases WHERE tenant = '{Tenant}'"));
    }

    [PostgresFact]
    public async Task A_payload_that_was_cut_off_or_is_of_another_format_is_refused()
    {
        const string Tenant = "broken-payload";
        var delivery = new ShardUnderTest(_sink, Tenant).Event(EventKind.Payment, Tenant, entity: "o1", amount: 5).Cut();
        var otherFormat = delivery.Payload.ToArray();
        otherFormat[0]++;
        var wrongLength = delivery.Payload.ToArray();
        wrongLength[5]++;
        foreach (var payload in (ReadOnlyMemory<byte>[])[delivery.Payload[..4], delivery.Payload[..^1], otherFormat, wrongLength, default])
            await Assert.ThrowsAsync<InvalidDataException>(async () => await _sink.DeliverAsync(delivery with { Payload = payload }, CancellationToken.None));
        Assert.Equal("0", await postgres.AskAsync($"SELECT count(*) FROM events WHERE tenant = '{Tenant}'"));
    }
}
