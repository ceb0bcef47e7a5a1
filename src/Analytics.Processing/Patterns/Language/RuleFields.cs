namespace Analytics.Processing.Patterns.Language;

/// <summary>The fields that rules know by name: columns of events, and properties that mean the same under several names.</summary>
public static class RuleFields
{
    private static readonly Dictionary<string, EventColumn> Columns = new(StringComparer.Ordinal)
    {
        ["type"] = EventColumn.Type, ["amount"] = EventColumn.Amount, ["quantity"] = EventColumn.Quantity, ["currency"] = EventColumn.Currency, ["service"] = EventColumn.Service,
        ["payment_mode"] = EventColumn.PaymentMode, ["platform"] = EventColumn.Platform, ["country"] = EventColumn.Country, ["city"] = EventColumn.City,
        ["device"] = EventColumn.Device, ["browser"] = EventColumn.Browser, ["os"] = EventColumn.Os, ["tier"] = EventColumn.Tier, ["category"] = EventColumn.Category,
        ["user"] = EventColumn.User, ["session"] = EventColumn.Session, ["entity"] = EventColumn.Entity, ["sku"] = EventColumn.Product, ["scope"] = EventColumn.Scope,
        ["url"] = EventColumn.Url, ["referrer"] = EventColumn.Referrer, ["ip"] = EventColumn.Ip, ["user_agent"] = EventColumn.UserAgent, ["utm_source"] = EventColumn.UtmSource,
        ["utm_medium"] = EventColumn.UtmMedium, ["utm_campaign"] = EventColumn.UtmCampaign, ["bot"] = EventColumn.Bot, ["hour"] = EventColumn.Hour, ["weekday"] = EventColumn.Weekday,
        ["tenant"] = EventColumn.Tenant, ["latitude"] = EventColumn.Latitude, ["longitude"] = EventColumn.Longitude,
    };

    private static readonly Dictionary<string, string[]> Synonyms = new(StringComparer.Ordinal)
    {
        ["card"] = ["card", "card_hash", "cardHash", "card_id", "cardId", "card_number", "cardNumber", "pan", "cc_num"],
        ["bin"] = ["bin", "card_bin", "cardBin"],
        ["email"] = ["email", "user_email", "userEmail", "customer_email", "customerEmail", "mail"],
        ["address"] = ["address", "shipping_address", "shippingAddress", "delivery_address", "deliveryAddress"],
        ["device_id"] = ["device_id", "deviceId", "fingerprint", "device_fingerprint"],
        ["phone"] = ["phone", "phone_number", "phoneNumber", "mobile"],
        ["merchant"] = ["merchant", "merchant_id", "merchantId"],
        ["terminal"] = ["terminal", "terminal_id", "terminalId"],
        ["account"] = ["account", "account_id", "accountId", "iban"],
        ["coupon"] = ["coupon", "coupon_code", "couponCode", "voucher", "promo_code", "promoCode"],
        ["shipment"] = ["shipment", "shipment_id", "shipmentId", "tracking_number", "trackingNumber"],
        ["warehouse"] = ["warehouse", "warehouse_id", "warehouseId"],
        ["declined"] = ["declined", "is_declined", "isDeclined"],
    };

    /// <summary>The names, for error messages and documentation.</summary>
    public static IEnumerable<string> Names => Columns.Keys.Concat(Synonyms.Keys);

    /// <summary>Whether a rule can use the name without <c>property</c>.</summary>
    public static bool IsKnown(string name) => Columns.ContainsKey(name) || Synonyms.ContainsKey(name);

    /// <summary>The column of a field; <see cref="EventColumn.Property"/> when it is looked for in the properties.</summary>
    internal static EventColumn ColumnOf(Expression.Field field) => field.IsProperty ? EventColumn.Property : Columns.GetValueOrDefault(field.Name, EventColumn.Property);

    /// <summary>The names of properties that a field is looked for under; the first one present is taken.</summary>
    internal static IReadOnlyList<string> PropertiesOf(Expression.Field field) => field.IsProperty ? [field.Name] : Synonyms.GetValueOrDefault(field.Name, []);
}
