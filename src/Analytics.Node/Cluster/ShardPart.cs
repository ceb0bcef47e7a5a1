namespace Analytics.Node.Cluster;

/// <summary>One shard's part of an answer, from a node that has the shard.</summary>
/// <param name="Topic">Topic of its lane.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Epoch">The node's epoch.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Reason">Why it does not work; empty when it does.</param>
/// <param name="Position">Next input offset.</param>
/// <param name="End">End of the partition, as the node knows it.</param>
/// <param name="CheckpointAgeSeconds">Age of its last checkpoint, 0 when nothing came after it; null before the first.</param>
/// <param name="Answer">Its answer; null when it gave none in time.</param>
internal sealed record ShardPart<T>(string Topic, int Partition, long Epoch, string State, string Reason, long Position, long End, double? CheckpointAgeSeconds, T? Answer) : IShardPart
    where T : class
{
    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasAnswer => Answer is not null;
}
