using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts.Events;

namespace Analytics.Query.Shop;

/// <summary>Writes an <see cref="Amount"/> as a number without going through a binary float.</summary>
public sealed class AmountJsonConverter : JsonConverter<Amount>
{
    /// <inheritdoc/>
    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new((Int128)(reader.GetDecimal() * Money.Scale));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options)
    {
        Span<byte> digits = stackalloc byte[64];
        writer.WriteRawValue(digits[..Money.Write(value.Micros, digits)], skipInputValidation: true);
    }
}
