namespace Analytics.Node.Cluster;

/// <summary>What came of an order.</summary>
/// <param name="Node">The node that took it.</param>
/// <param name="Said">In words.</param>
/// <param name="Refused">Why it was not done; null when it was.</param>
/// <param name="Number">The checkpoint that was made; 0 for none.</param>
/// <param name="Offset">The shard's position after it; 0 for none.</param>
internal sealed record NodeOrderResult(string Node, string Said, string? Refused = null, long Number = 0, long Offset = 0);
