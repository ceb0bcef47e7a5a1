namespace Analytics.Actors.Streams;

/// <summary>How the way to one sink is.</summary>
/// <param name="Sink">Name of the sink.</param>
/// <param name="IsUp">False while a delivery fails.</param>
/// <param name="Since">When it came to be so: paused, failing, or taking deliveries.</param>
/// <param name="LastError">What the last failure said.</param>
/// <param name="Failures">Failed tries since start.</param>
/// <param name="Delivered">Deliveries that arrived since start.</param>
/// <param name="DeliveredBytes">Bytes that arrived since start.</param>
/// <param name="Backlog">Deliveries waiting or under way.</param>
/// <param name="BacklogBytes">Bytes of them that are known.</param>
/// <param name="BacklogRecords">Input records that they come from.</param>
/// <param name="MemoryBytes">Bytes of them in memory.</param>
/// <param name="OldestSince">When the oldest of them was released.</param>
/// <param name="IsPaused">True while an operator lets it rest.</param>
public sealed record SinkStatus(
    string Sink,
    bool IsUp,
    DateTimeOffset Since,
    string? LastError,
    long Failures,
    long Delivered,
    long DeliveredBytes,
    int Backlog,
    long BacklogBytes,
    long BacklogRecords,
    long MemoryBytes,
    DateTimeOffset? OldestSince,
    bool IsPaused);
