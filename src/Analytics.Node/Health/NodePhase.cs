namespace Analytics.Node.Health;

/// <summary>Phases of a node's life.</summary>
public enum NodePhase
{
    /// <summary>Stores start, shards recover. Events are not taken yet.</summary>
    Starting,

    /// <summary>Events are taken and processed.</summary>
    Running,

    /// <summary>Stopping: the last checkpoints are taken. Events are refused.</summary>
    Draining,
}
