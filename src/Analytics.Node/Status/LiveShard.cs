namespace Analytics.Node.Status;

/// <summary>One shard, in short.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="State">Its state.</param>
/// <param name="Node">Id of the node that has it.</param>
/// <param name="LagRecords">Records that wait for it.</param>
public sealed record LiveShard(string Topic, int Partition, string State, string Node, long LagRecords);
