using Analytics.Contracts.Events;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>What several shards tell of the same users, products and purchases becomes the same rows, however it is cut and whoever comes first.</summary>
[Collection(PostgresServerCollection.Name)]
public sealed class MergeOrderTests(PostgresServer postgres)
{
    private const string Tenant = "merge-order";
    private const int Events = 400;
    private const int Shards = 3;

    private static readonly string?[] Tiers = [null, "gold", "Gold", "silver", "ärmlich", "z", "Zinn"];
    private static readonly string?[] Names = [null, "\"lamp\"", "\"Lamp\"", "\"zebra\"", "\"äpfel\"", "\"a b\"", "\"a-b\""];
    private static readonly decimal?[] Prices = [null, 10m, 9.5m, 100m];
    private static readonly string?[] Currencies = [null, "EUR", "BRL"];

    [PostgresFact]
    public async Task A_random_history_ends_in_the_same_tables_in_any_cuts_and_orders()
    {
        var dice = new Random(20_171);
        var history = Enumerable.Range(0, Events).Select(number => Step(new Random(dice.Next()), number)).ToArray();
        var tables = new List<string>();
        for (var variant = 0; variant < 6; variant++)
        {
            foreach (var table in (string[])["users", "products", "purchases", "payments", "events"]) await postgres.AskAsync($"DELETE FROM {table} WHERE tenant = '{Tenant}'");
            // The first one is a single delivery, the next one a delivery an event.
            await DeliverAsync(history, new Random(variant), $"{Tenant}-{variant}", variant == 0 ? 0 : variant == 1 ? 1 : 1.0 / (variant * variant));
            tables.Add(string.Join('\n', await RowsAsync("users"), await RowsAsync("products"), await RowsAsync("purchases")));
        }

        // The greatest of the tiers by its bytes.
        Assert.Contains("ärmlich", tables[0], StringComparison.Ordinal);
        Assert.All(tables, rows => Assert.Equal(tables[0], rows));
    }

    private async Task DeliverAsync(Action<ShardUnderTest>[] history, Random dice, string topic, double cuts)
    {
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        var count = cuts == 0 ? 1 : Shards;
        var shards = Enumerable.Range(0, count).Select(partition => new ShardUnderTest(sink, topic, partition)).ToArray();
        var steps = history.ToArray();
        dice.Shuffle(steps);
        // Some come twice, as events do that two producers sent.
        foreach (var step in steps.Concat(steps.Take(Events / 10)))
        {
            var shard = shards[dice.Next(count)];
            step(shard);
            if (dice.NextDouble() < cuts) await shard.DeliverAsync();
        }

        // An event that names nobody, so that there is a last delivery in any case.
        await Task.WhenAll(shards.Select(shard => shard.Event(EventKind.CheckinCompleted, Tenant).DeliverAsync()));
    }

    // Few instants, so that most facts are of the same one as others.
    private static Action<ShardUnderTest> Step(Random dice, int number)
    {
        var (kind, second, user, order, product) = (dice.Next(6), dice.Next(4), $"u{dice.Next(5)}", $"o{dice.Next(12)}", $"p{dice.Next(5)}");
        var (tier, name, category, price, currency) = (Any(dice, Tiers), Any(dice, Names), Any(dice, Names), Any(dice, Prices), Any(dice, Currencies));
        var description = $$"""{"name":{{name ?? "null"}},"category":{{category ?? "null"}}}""";
        var id = $"e{number}";
        return kind switch
        {
            0 => shard => shard.Event(EventKind.UserRegistered, Tenant, user: user, second: second, id: id, tier: tier),
            1 => shard => shard.Event(EventKind.ProductCreated, Tenant, entity: product, amount: price, second: second, id: id, properties: description, currency: currency),
            2 => shard => shard.Event(EventKind.OrderPlaced, Tenant, user, order, product, price, second, id, tier: tier, currency: number % 9 == 0 ? currency : null),
            3 => shard => shard.Event(EventKind.Refund, Tenant, user, order, amount: price, second: second, id: id),
            4 => shard => shard.Event(EventKind.Purchase, Tenant, user, order, product, price, second, id, mode: "card", tier: tier),
            _ => shard => shard.Event(EventKind.Payment, Tenant, user, order, amount: price, second: second, id: id, mode: tier, currency: number % 7 == 0 ? currency : null),
        };
    }

    private static T Any<T>(Random dice, T[] values) => values[dice.Next(values.Length)];

    private Task<string?> RowsAsync(string table) => postgres.AskAsync($"SELECT string_agg(t::text, E'\\n' ORDER BY t.id) FROM {table} t WHERE tenant = '{Tenant}'");
}
