namespace Analytics.Node.Cluster;

/// <summary>What one node says of one shard.</summary>
internal interface IShardPart
{
    /// <summary>Topic of its lane.</summary>
    string Topic { get; }

    /// <summary>Its partition.</summary>
    int Partition { get; }

    /// <summary>The node's epoch; 0 before it took the shard over.</summary>
    long Epoch { get; }

    /// <summary>Where the shard is in its life.</summary>
    string State { get; }

    /// <summary>Why it does not work; empty when it does.</summary>
    string Reason { get; }

    /// <summary>Whether the node could answer for it.</summary>
    bool HasAnswer { get; }
}
