using System.Text.Json;

namespace Analytics.Actors.Replay;

/// <summary>Reads what alerts carry as evidence.</summary>
public static class AlertEvidence
{
    /// <summary>Offsets of the matched events, in the order of the match; none when it names none.</summary>
    public static IReadOnlyList<long> Offsets(ReadOnlySpan<byte> evidence)
    {
        var offsets = new List<long>();
        var reader = new Utf8JsonReader(evidence);
        while (reader.Read())
        {
            // The events are the first list; what was remembered has no offsets.
            if (reader.TokenType == JsonTokenType.EndArray) break;
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("offset"u8)) continue;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number) offsets.Add(reader.GetInt64());
        }

        return offsets;
    }
}
