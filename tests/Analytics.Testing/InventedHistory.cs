namespace Analytics.Testing;

/// <summary>An invented shop history of any size, for machines that do not have the real one. The same seed gives the same history.</summary>
public static class InventedHistory
{
    private static readonly string[] Modes = ["credit_card", "boleto", "voucher", "debit_card"];

    /// <summary>About 3.4 events an order, over two years, in the order of their times.</summary>
    public static List<ShopEvent> Make(int seed, int orders)
    {
        var random = new Random(seed);
        var start = new DateTime(2016, 9, 4, 0, 0, 0, DateTimeKind.Unspecified);
        var events = new List<ShopEvent>();
        var known = new HashSet<string>();
        foreach (var at in Enumerable.Range(0, orders).Select(_ => start.AddSeconds(random.Next(770 * 86_400))).Order())
        {
            var email = $"u{random.Next(orders)}@shop.example";
            var product = $"p{random.Next(orders / 3)}";
            var order = $"o{events.Count}";
            if (known.Add(email)) events.Add(new ShopEvent("USER_REGISTERED", "AUTH_SERVICE", email, email.Split('@')[0], null, at, ""));
            if (known.Add(product)) events.Add(new ShopEvent("PRODUCT_CREATED", "PRODUCT_SERVICE", "", product, null, at, ""));
            var parts = random.Next(20) == 0 ? 2 : 1;
            var values = Enumerable.Range(0, parts).Select(_ => random.Next(100, 90_000) / 100m).ToList();
            events.Add(new ShopEvent("ORDER_PLACED", "ORDER_SERVICE", email, order, values.Sum(), at, ""));
            events.AddRange(values.Select(v => new ShopEvent("PAYMENT_SUCCESS", "PAYMENT_SERVICE", email, order, v, at, Modes[random.Next(Modes.Length)])));
        }

        return events;
    }
}
