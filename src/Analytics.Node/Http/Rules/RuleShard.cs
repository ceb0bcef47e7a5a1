namespace Analytics.Node.Http.Rules;

/// <summary>The rules of one shard.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Revision">The revision that it runs, without those of its rules that it still prepares.</param>
/// <param name="Since">First input offset under it.</param>
/// <param name="Preparing">The revision that it reads its log again for; null when it does not.</param>
/// <param name="Prepared">How much of that is done, from 0 to 1; null when it does not.</param>
internal sealed record RuleShard(string Topic, int Partition, long Revision, long Since, long? Preparing, double? Prepared);
