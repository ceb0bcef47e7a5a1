namespace Analytics.Node.Cluster;

/// <summary>A copy that a node keeps of a shard which another node owns.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Generation">The newest checkpoint that is in it.</param>
/// <param name="AgeSeconds">Seconds since that checkpoint was written: what the copy does not know is younger.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StandbyStatus(string Topic, int Partition, long Generation, double AgeSeconds, long Bytes);
