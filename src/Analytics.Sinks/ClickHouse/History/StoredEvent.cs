using System.Text.Json;
using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>An event as it is stored, for people.</summary>
/// <param name="Topic">Topic of the log.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Type">What happened.</param>
/// <param name="TableVersions">Versions of the tables that enriched it.</param>
/// <param name="Fields">Its other fields that are not empty, by the names of columns.</param>
/// <param name="Properties">What it carried beside them; null for nothing.</param>
public sealed record StoredEvent(
    string Topic, int Partition, long Offset, DateTime Timestamp, DateTime ReceivedAt, string Type, string TableVersions, IReadOnlyDictionary<string, JsonElement> Fields, JsonElement? Properties)
{
    private const decimal TenThousandths = 10_000;

    /// <summary>An event that was not stored yet, as it will be.</summary>
    /// <param name="row">The event, transformed.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="topic">Topic of the log.</param>
    /// <param name="partition">Its partition.</param>
    public static StoredEvent Of(in EventRow row, EventBatch batch, string topic, int partition)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var fields = new Dictionary<string, JsonElement>();
        if ((row.Flags & EventFlags.HasAmount) != 0) Add("amount", row.AmountMicros / (decimal)Money.Scale);
        Add("kind", SnakeCase.Of(row.Kind.ToString()));
        if (row.Quantity != 0) Add("quantity", row.Quantity);
        AddPlace(row);
        foreach (var (name, symbol) in Named(row))
            if (symbol != 0) Add(name, Symbols.Text(symbol));
        foreach (var (name, text) in Texts(row))
            if (!text.IsEmpty) Add(name, batch.Text(text));
        foreach (var (name, flag) in Flags)
            if ((row.Flags & flag) != 0) Add(name, true);
        return new StoredEvent(
            topic, partition, row.Offset, At(row.Timestamp), At(row.ReceivedAt), Symbols.Text(row.Type), Symbols.Text(row.TableVersions), fields, PropertiesOf(batch.Text(row.Properties)));

        void Add<T>(string name, T value) => fields.Add(name, JsonSerializer.SerializeToElement(value));

        void AddPlace(in EventRow row)
        {
            if (row.LatitudeE4 != 0) Add("latitude", row.LatitudeE4 / TenThousandths);
            if (row.LongitudeE4 != 0) Add("longitude", row.LongitudeE4 / TenThousandths);
        }
    }

    internal static DateTime At(long micros) => DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    internal static JsonElement? PropertiesOf(string text)
    {
        if (text.Length == 0) return null;
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }

    private static (string Name, EventFlags Flag)[] Flags { get; } = [("bot", EventFlags.Bot), ("zone_assumed", EventFlags.ZoneAssumed), ("time_assumed", EventFlags.TimeAssumed)];

    private static (string Name, int Symbol)[] Named(in EventRow row) =>
    [
        ("service", row.Service), ("currency", row.Currency), ("payment_mode", row.PaymentMode), ("platform", row.Platform), ("country", row.Country), ("city", row.City), ("device", row.Device),
        ("browser", row.Browser), ("os", row.Os), ("tier", row.Tier), ("category", row.Category),
    ];

    private static (string Name, Utf8Slice Text)[] Texts(in EventRow row) =>
    [
        ("event_id", row.EventId), ("user_id", row.UserId), ("session_id", row.SessionId), ("entity_id", row.EntityId), ("product_id", row.ProductId), ("scope", row.Scope), ("url", row.Url), ("referrer", row.Referrer),
        ("ip", row.Ip), ("user_agent", row.UserAgent), ("utm_source", row.UtmSource), ("utm_medium", row.UtmMedium), ("utm_campaign", row.UtmCampaign),
    ];
}
