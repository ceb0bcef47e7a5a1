using Analytics.Contracts.Events;

namespace Analytics.Actors.Tests.Entities;

/// <summary>Random events from a seed, and other orders of the same.</summary>
public static class EventStreams
{
    private static readonly (string Type, EventKind Kind)[] Types =
    [
        ("page_view", EventKind.PageView), ("page_view", EventKind.PageView), ("search", EventKind.Search), ("add_to_cart", EventKind.AddToCart),
        ("ORDER_PLACED", EventKind.OrderPlaced), ("PAYMENT_SUCCESS", EventKind.Payment), ("purchase", EventKind.Purchase), ("refund", EventKind.Refund),
        ("USER_REGISTERED", EventKind.UserRegistered), ("PRODUCT_CREATED", EventKind.ProductCreated), ("custom", EventKind.Other),
    ];

    /// <summary>Events in the order of their time, whole seconds, so that many are equal.</summary>
    public static List<TestEvent> Random(int seed, int count, TimeSpan span, DateTime from, int users = 12, int tenants = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => One(random, from.AddSeconds(random.Next((int)span.TotalSeconds)), users, tenants)).OrderBy(e => e.At)];
    }

    /// <summary>Each event comes up to a time late.</summary>
    public static List<TestEvent> Shuffled(IEnumerable<TestEvent> events, TimeSpan by, int seed)
    {
        var random = new Random(seed);
        return [.. events.Select(e => (e, At: e.At + by * random.NextDouble())).OrderBy(x => x.At).Select(x => x.e)];
    }

    /// <summary>Arrival times that go up in the order given, from a time on: history that is loaded now.</summary>
    public static List<TestEvent> ArrivingFrom(DateTime at, IEnumerable<TestEvent> events) => [.. events.Select((e, i) => e with { Received = at.AddMilliseconds(i) })];

    private static TestEvent One(Random random, DateTime at, int users, int tenants)
    {
        var (type, kind) = Types[random.Next(Types.Length)];
        var money = kind is EventKind.OrderPlaced or EventKind.Payment or EventKind.Purchase or EventKind.Refund && random.Next(10) > 0;
        return new TestEvent
        {
            Tenant = $"tenant-{random.Next(tenants)}", User = random.Next(8) == 0 ? "" : $"user-{random.Next(users)}",
            ClientSession = random.Next(3) == 0 ? $"s{random.Next(4)}" : "", At = at, Type = type, Kind = kind, Service = Pick(random, "web", "app", "api"),
            Url = kind == EventKind.PageView ? $"https://shop.example/{Pick(random, "cart", "home", "a\"b", "p/7")}?x={random.Next(100)}#top" : "",
            Amount = money ? random.Next(1, 100_000) / 100m : null, Currency = Pick(random, "", "", "USD", "EUR", "BRL"), PaymentMode = Pick(random, "", "card", "voucher"),
            Device = Pick(random, "", "", "phone", "tablet"), City = Pick(random, "", "Rome", "Oslo"), Country = Pick(random, "", "IT", "NO"),
            Campaign = Pick(random, "", "", "", "spring", "summer"),
        };
    }

    private static string Pick(Random random, params string[] values) => values[random.Next(values.Length)];
}
