using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Analytics.Node.Demo;

/// <summary>
/// Makes the three streams of a shop (user events, transactions, inventory updates) as NDJSON: visits with a beginning and an end, orders that
/// are paid, stock that moves, and now and then a thief who tries cards. The same seed gives the same traffic. About three events in ten thousand are broken on purpose, as in life, so
/// that the dead letters have something to show.
/// </summary>
internal sealed class DemoTraffic
{
    private const int Users = 20_000;
    private const int Products = 400;
    private const double MeanPauseSeconds = 4;
    private const int NewUsersOfHundred = 4;
    private const int ThievesOfThousand = 4;

    private readonly Random _random;
    private readonly PriorityQueue<DemoVisitor, long> _visits = new();
    private readonly long _run;
    private long _nextId;
    private long _nextOrder = 1;
    private int _products;

    /// <param name="seed">Seed of the traffic; also part of every event id.</param>
    /// <param name="eventsPerSecond">Rate over all streams, roughly.</param>
    /// <param name="startMs">First instant, milliseconds since 1970.</param>
    public DemoTraffic(int seed, int eventsPerSecond, long startMs)
    {
        _random = new Random(seed);
        _run = startMs;
        var visits = (int)(eventsPerSecond * MeanPauseSeconds * 0.9);
        for (var i = 0; i < visits; i++) _visits.Enqueue(NewVisitor(), startMs + _random.Next((int)(2_000 * MeanPauseSeconds)));
    }

    /// <summary>Writes every event that happens before an instant (milliseconds since 1970) and returns their number.</summary>
    public int WriteUntil(long untilMs, IBufferWriter<byte> target)
    {
        var written = CreateProducts(target);
        while (_visits.TryPeek(out var visitor, out var atMs) && atMs < untilMs)
        {
            _visits.Dequeue();
            written += Act(visitor, atMs, target);
            if (visitor.Step == DemoStep.Leave) visitor = NewVisitor();
            var pause = -Math.Log(1 - _random.NextDouble()) * MeanPauseSeconds * 1_000;
            _visits.Enqueue(visitor, atMs + 50 + (long)pause);
        }

        return written;
    }

    private int CreateProducts(IBufferWriter<byte> target)
    {
        var from = _products;
        for (; _products < Products; _products++)
        {
            var product = _products;
            Write(target, _run, "product_created", "PRODUCT_SERVICE", json =>
            {
                json.WriteStartObject("event_data");
                Product(json, product);
                json.WriteEndObject();
            });
        }

        return _products - from;
    }

    private int Act(DemoVisitor visitor, long atMs, IBufferWriter<byte> target)
    {
        switch (visitor.Step)
        {
            case DemoStep.Land:
                UserEvent(target, visitor, atMs, "page_view", "/" + visitor.Campaign, null);
                visitor.Step = DemoStep.Browse;
                if (_random.Next(100) >= NewUsersOfHundred) return 1;
                UserEvent(target, visitor, atMs + 10, "signup", "/account/new", null);
                return 2;
            case DemoStep.Browse:
                return Browse(visitor, atMs, target);
            case DemoStep.Cart:
                visitor.CartCents += PriceCents(visitor.Product);
                UserEvent(target, visitor, atMs, "add_to_cart", "/products/" + visitor.Product, w => Product(w, visitor.Product));
                visitor.Step = _random.Next(100) < 45 ? DemoStep.Order : DemoStep.Browse;
                return 1;
            case DemoStep.Order:
                visitor.Order = _nextOrder++;
                Transaction(target, visitor, atMs, "order_placed", "ORDER_SERVICE", null);
                Stock(target, atMs, "stock_shipped", visitor.Product, -1);
                visitor.Step = DemoStep.Pay;
                return 2;
            default:
                return Pay(visitor, atMs, target);
        }
    }

    private int Browse(DemoVisitor visitor, long atMs, IBufferWriter<byte> target)
    {
        var choice = _random.Next(100);
        if (choice < 30) UserEvent(target, visitor, atMs, "page_view", Any(DemoCatalogue.Pages), null);
        else if (choice < 42) UserEvent(target, visitor, atMs, "search", "/search", w => w.WriteString("query", Any(DemoCatalogue.Searches)));
        else
        {
            visitor.Product = (int)(Products * Math.Pow(_random.NextDouble(), 2));
            UserEvent(target, visitor, atMs, choice < 55 ? "product_click" : "product_view", "/products/" + visitor.Product, w => Product(w, visitor.Product));
            if (choice > 85) visitor.Step = DemoStep.Cart;
        }

        if (visitor.Step == DemoStep.Browse && _random.Next(100) < 12) visitor.Step = DemoStep.Leave;
        return 1;
    }

    private int Pay(DemoVisitor visitor, long atMs, IBufferWriter<byte> target)
    {
        var mode = Any(DemoCatalogue.PaymentModes);
        if (_random.Next(1_000) < ThievesOfThousand) return Steal(visitor, atMs, target);
        var paid = _random.Next(100) < 94;
        Transaction(target, visitor, atMs, paid ? "payment_succeeded" : "payment_failed", "PAYMENT_SERVICE", mode);
        visitor.Step = DemoStep.Leave;
        if (paid && _random.Next(100) < 3) Transaction(target, visitor, atMs + 20, "refund", "PAYMENT_SERVICE", mode);
        if (_random.Next(100) < 20) Stock(target, atMs, "restock", _random.Next(Products), 20 + _random.Next(80));
        return 2;
    }

    // Small payments that are refused, until one goes through; then a large one.
    private int Steal(DemoVisitor visitor, long atMs, IBufferWriter<byte> target)
    {
        var tries = _random.Next(3, 6);
        visitor.CartCents = 199;
        for (var i = 0; i < tries; i++) Transaction(target, visitor, atMs + i, "payment_failed", "PAYMENT_SERVICE", "credit_card");
        visitor.CartCents = 48_900 + _random.Next(60_000);
        Transaction(target, visitor, atMs + tries, "payment_succeeded", "PAYMENT_SERVICE", "credit_card");
        visitor.Step = DemoStep.Leave;
        return tries + 1;
    }

    private void UserEvent(IBufferWriter<byte> target, DemoVisitor visitor, long atMs, string type, string path, Action<Utf8JsonWriter>? data)
    {
        var agent = DemoCatalogue.Agents[visitor.Agent];
        Write(target, atMs, type, agent.Platform == "web" ? "WEB_SHOP" : "MOBILE_APP", json =>
        {
            json.WriteString("user_id", visitor.UserId);
            json.WriteString("session_id", visitor.SessionId);
            json.WriteString("platform", agent.Platform);
            json.WriteString("url", "https://shop.example" + path);
            json.WriteStartObject("event_data");
            data?.Invoke(json);
            json.WriteString("ip", visitor.Address);
            json.WriteString("user_agent", agent.Text);
            json.WriteEndObject();
        });
    }

    private void Transaction(IBufferWriter<byte> target, DemoVisitor visitor, long atMs, string type, string service, string? mode) =>
        Write(target, atMs, type, service, json =>
        {
            json.WriteString("user_id", visitor.UserId);
            json.WriteString("session_id", visitor.SessionId);
            json.WriteStartObject("event_data");
            json.WriteString("order_id", $"D{_run % 1_000_000}-{visitor.Order}");
            json.WriteString("product_id", ProductId(visitor.Product));
            Cents(json, "total", visitor.CartCents);
            if (mode is not null)
            {
                json.WriteString("payment_method", mode);
                json.WriteString("card", $"card-of-{visitor.UserId}");
            }

            json.WriteEndObject();
        });

    private void Stock(IBufferWriter<byte> target, long atMs, string type, int product, int quantity) =>
        Write(target, atMs, type, "INVENTORY_SERVICE", json =>
        {
            json.WriteStartObject("event_data");
            json.WriteString("sku", ProductId(product));
            json.WriteString("warehouse", Any(DemoCatalogue.Warehouses));
            json.WriteNumber("quantity", quantity);
            json.WriteEndObject();
        });

    private void Write(IBufferWriter<byte> target, long atMs, string type, string service, Action<Utf8JsonWriter> fields)
    {
        using var json = new Utf8JsonWriter(target);
        json.WriteStartObject();
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"demo-{_run}-{_nextId++}"));
        json.WriteString("event_type", type);
        json.WriteString("service", service);
        json.WriteString("timestamp", _random.Next(10_000) < 3 ? "yesterday" : Instant(atMs));
        fields(json);
        json.WriteEndObject();
        json.Flush();
        target.Write("\n"u8);
    }

    private static void Product(Utf8JsonWriter json, int product)
    {
        json.WriteString("product_id", ProductId(product));
        json.WriteString("category", DemoCatalogue.Categories[product % DemoCatalogue.Categories.Length]);
        Cents(json, "price", PriceCents(product));
    }

    private static void Cents(Utf8JsonWriter json, string name, long cents)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:00}"));
    }

    private DemoVisitor NewVisitor() => new(
        $"user-{(int)(Users * Math.Pow(_random.NextDouble(), 1.5))}",
        $"s-{_run % 1_000_000:x}-{_random.NextInt64(1L << 40):x}",
        $"{Any(DemoCatalogue.AddressPrefixes)}.{_random.Next(1, 255)}",
        _random.Next(100) < 2 ? DemoCatalogue.Agents.Length - 1 : _random.Next(DemoCatalogue.Agents.Length - 1),
        Any(DemoCatalogue.Campaigns));

    private T Any<T>(T[] values) => values[_random.Next(values.Length)];

    private static string ProductId(int product) => $"P{product:0000}";

    private static long PriceCents(int product) => 499 + (product * 7_919L % 30_000);

    private static string Instant(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
