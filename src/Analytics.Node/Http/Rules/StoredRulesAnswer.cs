using Analytics.Node.Cluster;
using Analytics.Node.Rules;

namespace Analytics.Node.Http.Rules;

/// <summary>All rules, and how far shards have taken them over.</summary>
/// <param name="Revision">The newest revision that this node knows.</param>
/// <param name="Rules">The rules by name.</param>
/// <param name="Problems">Rules that this node leaves out because it does not understand them.</param>
/// <param name="Shards">Which revision each shard runs.</param>
/// <param name="Missing">Shards that nobody answers for now.</param>
internal sealed record StoredRulesAnswer(long Revision, IReadOnlyList<RuleSummary> Rules, IReadOnlyList<string> Problems, IReadOnlyList<RuleShard> Shards, IReadOnlyList<MissingShard> Missing);
