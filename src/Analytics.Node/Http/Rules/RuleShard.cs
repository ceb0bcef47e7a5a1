namespace Analytics.Node.Http.Rules;

/// <summary>The rules of one shard.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Revision">The revision that it runs.</param>
/// <param name="Since">First input offset under it.</param>
internal sealed record RuleShard(string Topic, int Partition, long Revision, long Since);
