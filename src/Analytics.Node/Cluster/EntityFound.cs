using System.Text.Json;

namespace Analytics.Node.Cluster;

/// <summary>What one shard has of one entity.</summary>
/// <param name="State">Its state; null when the shard has no such entity.</param>
internal sealed record EntityFound(JsonElement? State);
