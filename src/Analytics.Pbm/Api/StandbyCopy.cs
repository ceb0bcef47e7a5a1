namespace Analytics.Pbm.Api;

/// <summary>A copy that a node keeps of a shard which another node owns.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Generation">The newest checkpoint in it.</param>
/// <param name="AgeSeconds">Seconds since that was written.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StandbyCopy(string Topic, int Partition, long Generation, double AgeSeconds, long Bytes);
