using System.Text.Json;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>What the business tables need out of an event's properties: slices of the same bytes, empty when absent.</summary>
internal ref struct BusinessDetails
{
    internal ReadOnlySpan<byte> OrderId;
    internal ReadOnlySpan<byte> RegistrationId;
    internal ReadOnlySpan<byte> Name;
    internal ReadOnlySpan<byte> Category;

    /// <summary>The product of an order of one line; empty when there are more.</summary>
    internal ReadOnlySpan<byte> OnlyItem;

    private static ReadOnlySpan<byte> ItemsName => "items"u8;

    internal static BusinessDetails Read(ReadOnlySpan<byte> properties)
    {
        var details = new BusinessDetails();
        if (properties.IsEmpty) return details;
        try
        {
            details.ReadObject(properties);
        }
        catch (JsonException)
        {
            // What the decoder let through but this reader refuses is kept as text; it only tells nothing about orders.
        }

        return details;
    }

    private void ReadObject(ReadOnlySpan<byte> properties)
    {
        var reader = new Utf8JsonReader(properties, new JsonReaderOptions { MaxDepth = 1024 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("order_id"u8) || reader.ValueTextEquals("orderId"u8)) OrderId = Scalar(ref reader);
            else if (reader.ValueTextEquals("registration_id"u8) || reader.ValueTextEquals("registrationId"u8)) RegistrationId = Scalar(ref reader);
            else if (reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("product_name"u8) || reader.ValueTextEquals("productName"u8)) Name = Scalar(ref reader);
            else if (reader.ValueTextEquals("category"u8)) Category = Scalar(ref reader);
            else if (reader.ValueTextEquals(ItemsName)) OnlyItem = ReadOnlyItem(ref reader);
            else SkipValue(ref reader);
        }
    }

    private static ReadOnlySpan<byte> ReadOnlyItem(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return default;
        }

        ReadOnlySpan<byte> product = default;
        var items = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; items++)
        {
            if (items == 0 && reader.TokenType == JsonTokenType.StartObject) product = ReadProduct(ref reader);
            else reader.Skip();
        }

        return items == 1 ? product : default;
    }

    private static ReadOnlySpan<byte> ReadProduct(scoped ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> product = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("product_id"u8) || reader.ValueTextEquals("productId"u8)) product = Scalar(ref reader);
            else SkipValue(ref reader);
        }

        return product;
    }

    // A text with escapes would need a buffer of its own; ids and names that have any are rare, and then stay in the properties only.
    private static ReadOnlySpan<byte> Scalar(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String && !reader.ValueIsEscaped || reader.TokenType is JsonTokenType.Number) return reader.ValueSpan;
        reader.Skip();
        return default;
    }

    private static void SkipValue(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
