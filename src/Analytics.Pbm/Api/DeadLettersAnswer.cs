using System.Text.Json.Serialization;

namespace Analytics.Pbm.Api;

/// <summary>GET /api/v1/admin/dead-letters.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="NextPageToken">Asks for more; null at the end.</param>
public sealed record DeadLettersAnswer([property: JsonPropertyName("deadLetters")] IReadOnlyList<DeadLetter> Letters, string? NextPageToken);
