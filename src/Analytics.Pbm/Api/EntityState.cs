using System.Text.Json;

namespace Analytics.Pbm.Api;

/// <summary>The state of an entity on one shard.</summary>
/// <param name="Topic">Topic of the shard.</param>
/// <param name="Partition">Partition of the shard.</param>
/// <param name="State">Whatever the kind says.</param>
public sealed record EntityState(string Topic, int Partition, JsonElement State);
