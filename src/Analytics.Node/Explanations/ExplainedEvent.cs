using System.Text.Json;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Explanations;

/// <summary>An event of a match: what the conditions saw of it, and the event as it is stored.</summary>
/// <param name="As">The name that the rule gives to it; null for none.</param>
/// <param name="At">When it happened.</param>
/// <param name="Offset">Its offset on the lane where the rule runs.</param>
/// <param name="Saw">What the conditions saw: fields and their values, with texts instead of their hashes where the event was found.</param>
/// <param name="Event">The event as it is stored; null when it is not there (any more).</param>
internal sealed record ExplainedEvent(string? As, DateTime? At, long? Offset, IReadOnlyDictionary<string, JsonElement> Saw, StoredEvent? Event);
