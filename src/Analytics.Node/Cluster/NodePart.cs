namespace Analytics.Node.Cluster;

/// <summary>One node's part of an answer, as nodes send it to each other.</summary>
/// <param name="Node">Id of the node: an address may meanwhile be another's.</param>
/// <param name="Part">What it knows by itself.</param>
internal sealed record NodePart<T>(string Node, T Part)
    where T : class;
