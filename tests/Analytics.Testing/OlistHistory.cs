using System.Globalization;
using System.IO.Compression;

namespace Analytics.Testing;

/// <summary>
/// The real history of a Brazilian marketplace (Olist, 2016 to 2018) as shop events: a user registers at the first order, a product is created at its
/// first sale, an order is placed when bought, each of its payments succeeds at the same time.
/// </summary>
public static class OlistHistory
{
    /// <summary>All events in the order of their times.</summary>
    public static List<ShopEvent> Read(string folder)
    {
        var users = Rows(folder, "customers").ToDictionary(r => r[0], r => r[1] + "@olist.example");
        var orders = Rows(folder, "orders").ToDictionary(r => r[0], r => (Email: users[r[1]], At: Instant(r[3])));
        var payments = Rows(folder, "order_payments").Select(r => (Order: r[0], Mode: r[2], Value: decimal.Parse(r[4], CultureInfo.InvariantCulture))).ToList();
        var products = Rows(folder, "order_items").Select(r => (Product: r[2], orders[r[0]].At)).GroupBy(p => p.Product);
        var totals = payments.GroupBy(p => p.Order).ToDictionary(g => g.Key, g => g.Sum(p => p.Value));

        var events = new List<ShopEvent>();
        events.AddRange(orders.Values.GroupBy(o => o.Email).Select(g => new ShopEvent("USER_REGISTERED", "AUTH_SERVICE", g.Key, g.Key.Split('@')[0], null, g.Min(o => o.At), "")));
        events.AddRange(products.Select(g => new ShopEvent("PRODUCT_CREATED", "PRODUCT_SERVICE", "", g.Key, null, g.Min(p => p.At), "")));
        events.AddRange(orders.Select(o => new ShopEvent("ORDER_PLACED", "ORDER_SERVICE", o.Value.Email, o.Key, totals.GetValueOrDefault(o.Key), o.Value.At, "")));
        events.AddRange(payments.Select(p => new ShopEvent("PAYMENT_SUCCESS", "PAYMENT_SERVICE", orders[p.Order].Email, p.Order, p.Value, orders[p.Order].At, p.Mode)));
        return [.. events.OrderBy(e => e.At)];
    }

    private static IEnumerable<string[]> Rows(string folder, string name)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, $"olist_{name}_dataset.csv.gz")), CompressionMode.Decompress));
        file.ReadLine();
        while (file.ReadLine() is { } line) yield return line.Replace("\"", "", StringComparison.Ordinal).Split(',');
    }

    private static DateTime Instant(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
