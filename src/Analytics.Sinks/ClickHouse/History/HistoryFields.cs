using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>What of <c>events</c> comes back into rows, and for which fields of rules it is needed.</summary>
internal static class HistoryFields
{
    private const ulong UserSeed = 0x05E7;

    private static readonly Field[] All =
    [
        Number<long>("", "received_at", "DateTime64", (ref row, value) => row.ReceivedAt = value),
        Number<long>("", "timestamp", "DateTime64", (ref row, value) => row.Timestamp = value),
        Symbol("", "type", (ref row, symbol) => row.Type = symbol),
        new("", "kind", () => new SymbolHistoryColumn((ref row, kind) => row.Kind = (EventKind)kind, symbol => (int)HistoryKinds.Of(symbol))),
        Flag("amount", "has_amount", EventFlags.HasAmount),
        Number<long>("amount", "amount", "Decimal(18", (ref row, value) => row.AmountMicros = value),
        Number<long>("quantity", "quantity", "Int64", (ref row, value) => row.Quantity = value),
        Flag("bot", "bot", EventFlags.Bot),
        Flag("latitude", "ifNull(located, false)", EventFlags.HasPlace),
        Flag("longitude", "ifNull(located, false)", EventFlags.HasPlace),
        Number<int>("latitude", "latitude", "Decimal(9", (ref row, value) => row.LatitudeE4 = value),
        Number<int>("longitude", "longitude", "Decimal(9", (ref row, value) => row.LongitudeE4 = value),
        Symbol("currency", "currency", (ref row, symbol) => row.Currency = symbol),
        Symbol("service", "service", (ref row, symbol) => row.Service = symbol),
        Symbol("payment_mode", "payment_mode", (ref row, symbol) => row.PaymentMode = symbol),
        Symbol("platform", "platform", (ref row, symbol) => row.Platform = symbol),
        Symbol("country", "country", (ref row, symbol) => row.Country = symbol),
        Symbol("city", "city", (ref row, symbol) => row.City = symbol),
        Symbol("device", "device", (ref row, symbol) => row.Device = symbol),
        Symbol("browser", "browser", (ref row, symbol) => row.Browser = symbol),
        Symbol("os", "os", (ref row, symbol) => row.Os = symbol),
        Symbol("tier", "tier", (ref row, symbol) => row.Tier = symbol),
        Symbol("category", "category", (ref row, symbol) => row.Category = symbol),
        Text("user", "user_id", (ref row, text, answer) => (row.UserId, row.UserHash) = (text, UserHash(answer.Slice(text.Offset, text.Length)))),
        Text("session", "session_id", (ref row, text, _) => row.SessionId = text),
        Text("entity", "entity_id", (ref row, text, _) => row.EntityId = text),
        Text("sku", "product_id", (ref row, text, _) => row.ProductId = text),
        Text("scope", "scope", (ref row, text, _) => row.Scope = text),
        Text("url", "url", (ref row, text, _) => row.Url = text),
        Text("referrer", "referrer", (ref row, text, _) => row.Referrer = text),
        Text("ip", "ip", (ref row, text, _) => row.Ip = text),
        Text("user_agent", "user_agent", (ref row, text, _) => row.UserAgent = text),
        Text("utm_source", "utm_source", (ref row, text, _) => row.UtmSource = text),
        Text("utm_medium", "utm_medium", (ref row, text, _) => row.UtmMedium = text),
        Text("utm_campaign", "utm_campaign", (ref row, text, _) => row.UtmCampaign = text),
        Text("properties", "properties", (ref row, text, _) => row.Properties = text),
    ];

    /// <summary>What is asked for some fields, and where each answer goes. Texts of rows whose type does not matter are left out.</summary>
    public static IReadOnlyList<(string Expression, HistoryColumn Column)> Of(IReadOnlySet<string> fields) =>
    [
        .. All.Where(field => field.Name.Length == 0 || fields.Contains(field.Name)).Select(field => (field.IsText ? $"if(wanted, {field.Expression}, '')" : field.Expression, field.Make())),
    ];

    /// <summary>A hash that the same user has in every row. It is another one than the shard's, which is of the unmasked name.</summary>
    public static ulong UserHash(ReadOnlySpan<byte> user) => KeyHash.Compute(user, UserSeed);

    private static Field Number<T>(string name, string expression, string type, SizedHistoryColumn<T>.Setter set)
        where T : unmanaged => new(name, expression, () => new NumberHistoryColumn<T>(type, set));

    private static Field Flag(string name, string expression, EventFlags flag) => Number<byte>(name, expression, "Bool", (ref row, value) => row.Flags |= value != 0 ? flag : EventFlags.None);

    private static Field Symbol(string name, string expression, SizedHistoryColumn<int>.Setter set) => new(name, expression, () => new SymbolHistoryColumn(set));

    private static Field Text(string name, string expression, TextHistoryColumn.TextSetter set) => new(name, expression, () => new TextHistoryColumn(set), IsText: true);

    private sealed record Field(string Name, string Expression, Func<HistoryColumn> Make, bool IsText = false);
}
