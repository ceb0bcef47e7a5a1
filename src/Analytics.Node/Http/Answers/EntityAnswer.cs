using System.Text.Json;
using Analytics.Node.Cluster;

namespace Analytics.Node.Http.Answers;

/// <summary>Answer of <c>GET /api/v1/admin/state/{kind}/{key}</c>.</summary>
/// <param name="Kind">Kind of the entity.</param>
/// <param name="Key">Its key.</param>
/// <param name="Shards">For each shard that has it: <c>topic</c>, <c>partition</c> and <c>state</c>.</param>
/// <param name="Missing">Shards that could not be asked, and why.</param>
internal sealed record EntityAnswer(string Kind, string Key, IReadOnlyList<JsonElement> Shards, IReadOnlyList<MissingShard> Missing);
