namespace Analytics.Pbm.Api;

/// <summary>A shard that is not in an answer.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="State"><c>moving</c>, <c>unreachable</c>, <c>unowned</c>, <c>recovering</c> …</param>
/// <param name="Node">The node that has it, or had it last.</param>
/// <param name="Epoch">Epoch of that node.</param>
/// <param name="End">End of its partition.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record MissingShard(string Topic, int Partition, string State, string? Node, long Epoch, long End, string Reason);
