using Analytics.Contracts.Events;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>Orders, payments and refunds become the same purchase whatever their order and whatever the cuts between them.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class PurchaseTests(PostgresServer postgres)
{
    private const string Row = "concat_ws(' ', id, user_id, product_id, amount, currency, status, payment_mode, payments, paid_amount, refunds, refunded_amount, extract(epoch from created_at)::bigint)";

    private static readonly Action<ShardUnderTest, string>[] History =
    [
        (shard, tenant) => shard.Event(EventKind.OrderPlaced, tenant, user: "anna", entity: "o1", product: "p1", amount: 100m, second: 10, id: "e1"),
        (shard, tenant) => shard.Event(EventKind.OrderPlaced, tenant, user: "anna", entity: "o1", product: "p2", amount: 120.5m, second: 20, id: "e2"),
        (shard, tenant) => shard.Event(EventKind.Payment, tenant, user: "anna", entity: "o1", amount: 20.000001m, second: 15, id: "e3", mode: "voucher"),
        (shard, tenant) => shard.Event(EventKind.Payment, tenant, user: "bert", entity: "o1", amount: 100.5m, second: 30, id: "e4", mode: "credit_card"),
        (shard, tenant) => shard.Event(EventKind.Refund, tenant, user: "anna", entity: "o1", amount: -7m, second: 40, id: "e5"),
        (shard, tenant) => shard.Event(EventKind.Payment, tenant, user: "anna", entity: "o1", amount: 20.000001m, second: 15, id: "e3", mode: "voucher"),
    ];

    [PostgresFact]
    public async Task Every_order_of_arrival_gives_the_same_purchase()
    {
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        var shard = new ShardUnderTest(sink, "permutations");
        var number = 0;
        foreach (var order in Permutations(History.Length))
        {
            foreach (var step in order)
            {
                History[step](shard, $"permutation-{number}");
                // Cuts in varying places, so that facts meet inside one delivery and across deliveries.
                if ((number * 31 + step) % 23 == 0) await shard.DeliverAsync();
            }

            number++;
        }

        await shard.DeliverAsync();
        Assert.Equal(number, int.Parse((await postgres.AskAsync("SELECT count(*) FROM purchases WHERE tenant LIKE 'permutation-%'"))!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(
            "o1 anna p2 120.5 USD paid voucher 2 120.500001 1 7 1700000010",
            await postgres.AskAsync($"SELECT string_agg(DISTINCT {Row}, E'\\n') FROM purchases WHERE tenant LIKE 'permutation-%'"));
    }

    [PostgresFact]
    public async Task Status_and_amount_follow_from_what_is_known()
    {
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        await new ShardUnderTest(sink, "status")
            .Event(EventKind.OrderPlaced, "status", entity: "placed", amount: 3)
            .Event(EventKind.Payment, "status", entity: "only-paid", amount: 4)
            .Event(EventKind.Payment, "status", entity: "refunded", amount: 5)
            .Event(EventKind.Refund, "status", entity: "refunded", amount: 5)
            .Event(EventKind.Payment, "status", entity: "mixed", amount: 6, currency: "EUR")
            .Event(EventKind.Payment, "status", entity: "mixed", amount: 6, currency: "BRL")
            .Event(EventKind.Payment, "status", amount: 9)
            .DeliverAsync();
        Assert.Equal(
            "mixed 12 XXX paid, only-paid 4 USD paid, placed 3 USD placed, refunded 5 USD refunded",
            await postgres.AskAsync("SELECT string_agg(concat_ws(' ', id, amount, currency, status), ', ' ORDER BY id) FROM purchases WHERE tenant = 'status'"));
        Assert.Equal("1", await postgres.AskAsync("SELECT count(*) FROM payments WHERE tenant = 'status' AND purchase_id IS NULL"));
    }

    [PostgresFact]
    public async Task A_purchase_in_one_event_takes_order_and_product_out_of_its_properties()
    {
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        await new ShardUnderTest(sink, "one-event")
            .Event(EventKind.Purchase, "one-event", user: "u", amount: 199.99m, properties: """{"order_id":789,"items":[{"qty":1,"product_id":123}]}""")
            .Event(EventKind.Purchase, "one-event", user: "u", amount: 10, properties: """{"items":[{"product_id":1},{"product_id":2}]}""", id: "x")
            .DeliverAsync();
        Assert.Equal("789 123 199.99 paid", await postgres.AskAsync("SELECT concat_ws(' ', order_id, product_id, amount, status) FROM purchases WHERE tenant = 'one-event' AND order_id IS NOT NULL"));
        Assert.Equal("true 10 paid", await postgres.AskAsync(
            "SELECT concat_ws(' ', (product_id IS NULL)::text, amount, status) FROM purchases WHERE tenant = 'one-event' AND order_id IS NULL AND id LIKE 'event:%'"));
    }

    [PostgresFact]
    public async Task Shards_that_share_users_products_and_orders_agree_without_a_deadlock()
    {
        const int Shards = 4, Rounds = 12, Keys = 60;
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(number => Task.Run(async () =>
        {
            var shard = new ShardUnderTest(sink, "shared", number);
            for (var round = 0; round < Rounds; round++)
            {
                // Each shard goes through the keys in another direction.
                foreach (var key in number % 2 == 0 ? Enumerable.Range(0, Keys) : Enumerable.Range(0, Keys).Reverse())
                    shard.Event(EventKind.Purchase, "shared", user: $"u{key % 7}", entity: $"o{key}", product: $"p{key % 5}", amount: 1, second: number * 1000 + round, mode: "card");
                await shard.DeliverAsync();
            }
        })));
        Assert.Equal($"{Keys} {Shards * Rounds} {Shards * Rounds}", await postgres.AskAsync(
            "SELECT concat_ws(' ', count(*), min(payments), max(paid_amount)) FROM purchases WHERE tenant = 'shared'"));
        Assert.Equal("7 5", await postgres.AskAsync("SELECT (SELECT count(*) FROM users WHERE tenant = 'shared') || ' ' || (SELECT count(*) FROM products WHERE tenant = 'shared')"));
        Assert.Equal("0", await postgres.AskAsync("SELECT count(*) FROM events e LEFT JOIN users u ON u.tenant = e.tenant AND u.id = e.user_id WHERE e.user_id IS NOT NULL AND u.id IS NULL"));
    }

    private static IEnumerable<int[]> Permutations(int count)
    {
        if (count == 1) return [[0]];
        return Permutations(count - 1).SelectMany(shorter => Enumerable.Range(0, count).Select(at => (int[])[.. shorter[..at], count - 1, .. shorter[at..]]));
    }
}
