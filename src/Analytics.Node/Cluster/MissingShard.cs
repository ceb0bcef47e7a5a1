namespace Analytics.Node.Cluster;

/// <summary>A shard that is not in an answer, and why.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="State"><c>moving</c> (let go by one node and not yet taken over by the next), <c>unreachable</c> (its node does not answer), <c>unowned</c> (no node ever took it
/// over), or the state in which its owner has it: <c>recovering</c>, <c>draining</c>, <c>failed</c>, <c>fenced</c>, <c>busy</c> (no answer in time).</param>
/// <param name="Node">The node that has it, or had it last; null for none.</param>
/// <param name="Epoch">Epoch of that node; 0 for none.</param>
/// <param name="End">End of its partition.</param>
/// <param name="Reason">The same for people.</param>
public sealed record MissingShard(string Topic, int Partition, string State, string? Node, long Epoch, long End, string Reason);
