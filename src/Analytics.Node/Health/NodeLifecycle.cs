namespace Analytics.Node.Health;

/// <summary>How far the node is: written by the host as it starts and stops, read by probes and status. Any thread.</summary>
public sealed class NodeLifecycle(TimeProvider time)
{
    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile NodePhase _phase = NodePhase.Starting;

    /// <summary>The phase.</summary>
    public NodePhase Phase
    {
        get => _phase;
        set => _phase = value;
    }

    /// <summary>When the process began to serve.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Where operators reach the node, as <c>host:port</c>; null when they do not.</summary>
    public string? OperatorAddress { get; set; }

    /// <summary>Completes when an operator told the node to leave.</summary>
    public Task StopAsked => _stopAsked.Task;

    /// <summary>Tells the node to drain and end, as SIGTERM does; a second time does nothing.</summary>
    public void AskToStop() => _stopAsked.TrySetResult();
}
