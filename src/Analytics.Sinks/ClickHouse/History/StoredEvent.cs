using System.Text.Json;

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
    string Topic, int Partition, long Offset, DateTime Timestamp, DateTime ReceivedAt, string Type, string TableVersions, IReadOnlyDictionary<string, JsonElement> Fields, JsonElement? Properties);
