using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts.Events;

namespace Analytics.Query.Shop;

/// <summary>Money in an answer: a JSON number with its exact decimal digits.</summary>
/// <param name="Micros">Millionths of the currency unit.</param>
[JsonConverter(typeof(AmountJsonConverter))]
public readonly record struct Amount(Int128 Micros)
{
    /// <inheritdoc/>
    public override string ToString() => Money.Text(Micros);
}
