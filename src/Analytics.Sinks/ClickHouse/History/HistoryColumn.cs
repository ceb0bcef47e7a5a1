using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>A column of <c>events</c> on its way back into rows.</summary>
/// <param name="Field">The field of rules that needs it; empty for one that is always needed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Read">Takes its value out of the answer.</param>
/// <param name="IsText">Whether it is left out of rows whose type does not matter.</param>
internal sealed record HistoryColumn(string Field, string Name, HistoryColumn.Reader Read, bool IsText = false)
{
    /// <summary>Reads one value.</summary>
    internal delegate void Reader(ref HistoryValues values, ref EventRow row);

    /// <summary>All of them, in the order in which they are read. The arrival comes first, so that it can be looked at before the row is read.</summary>
    public static IReadOnlyList<HistoryColumn> All { get; } =
    [
        new("", "received_at", (ref HistoryValues values, ref EventRow row) => row.ReceivedAt = values.Int64()),
        new("", "timestamp", (ref HistoryValues values, ref EventRow row) => row.Timestamp = values.Int64()),
        new("", "offset", (ref HistoryValues values, ref EventRow row) => row.Offset = values.Int64()),
        new("", "type", (ref HistoryValues values, ref EventRow row) => row.Type = values.Symbol(0)),
        new("", "kind", (ref HistoryValues values, ref EventRow row) => row.Kind = HistoryKinds.Of(values.Symbol(1))),
        new("amount", "has_amount", (ref HistoryValues values, ref EventRow row) => row.Flags |= values.Flag(EventFlags.HasAmount)),
        new("amount", "amount", (ref HistoryValues values, ref EventRow row) => row.AmountMicros = values.Int64()),
        new("quantity", "quantity", (ref HistoryValues values, ref EventRow row) => row.Quantity = values.Int64()),
        new("bot", "bot", (ref HistoryValues values, ref EventRow row) => row.Flags |= values.Flag(EventFlags.Bot)),
        new("currency", "currency", (ref HistoryValues values, ref EventRow row) => row.Currency = values.Symbol(2)),
        new("service", "service", (ref HistoryValues values, ref EventRow row) => row.Service = values.Symbol(3)),
        new("payment_mode", "payment_mode", (ref HistoryValues values, ref EventRow row) => row.PaymentMode = values.Symbol(4)),
        new("platform", "platform", (ref HistoryValues values, ref EventRow row) => row.Platform = values.Symbol(5)),
        new("country", "country", (ref HistoryValues values, ref EventRow row) => row.Country = values.Symbol(6)),
        new("city", "city", (ref HistoryValues values, ref EventRow row) => row.City = values.Symbol(7)),
        new("device", "device", (ref HistoryValues values, ref EventRow row) => row.Device = values.Symbol(8)),
        new("browser", "browser", (ref HistoryValues values, ref EventRow row) => row.Browser = values.Symbol(9)),
        new("os", "os", (ref HistoryValues values, ref EventRow row) => row.Os = values.Symbol(10)),
        new("tier", "tier", (ref HistoryValues values, ref EventRow row) => row.Tier = values.Symbol(11)),
        new("category", "category", (ref HistoryValues values, ref EventRow row) => row.Category = values.Symbol(12)),
        Text("user", "user_id", (ref HistoryValues values, ref EventRow row) => (row.UserId, row.UserHash) = values.User()),
        Text("session", "session_id", (ref HistoryValues values, ref EventRow row) => row.SessionId = values.Text()),
        Text("entity", "entity_id", (ref HistoryValues values, ref EventRow row) => row.EntityId = values.Text()),
        Text("sku", "product_id", (ref HistoryValues values, ref EventRow row) => row.ProductId = values.Text()),
        Text("scope", "scope", (ref HistoryValues values, ref EventRow row) => row.Scope = values.Text()),
        Text("url", "url", (ref HistoryValues values, ref EventRow row) => row.Url = values.Text()),
        Text("referrer", "referrer", (ref HistoryValues values, ref EventRow row) => row.Referrer = values.Text()),
        Text("ip", "ip", (ref HistoryValues values, ref EventRow row) => row.Ip = values.Text()),
        Text("user_agent", "user_agent", (ref HistoryValues values, ref EventRow row) => row.UserAgent = values.Text()),
        Text("utm_source", "utm_source", (ref HistoryValues values, ref EventRow row) => row.UtmSource = values.Text()),
        Text("utm_medium", "utm_medium", (ref HistoryValues values, ref EventRow row) => row.UtmMedium = values.Text()),
        Text("utm_campaign", "utm_campaign", (ref HistoryValues values, ref EventRow row) => row.UtmCampaign = values.Text()),
        Text("properties", "properties", (ref HistoryValues values, ref EventRow row) => row.Properties = values.Text()),
    ];

    private static HistoryColumn Text(string field, string name, Reader read) => new(field, name, read, IsText: true);
}
