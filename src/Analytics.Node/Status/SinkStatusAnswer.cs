namespace Analytics.Node.Status;

/// <summary>One sink.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>up</c>, <c>slow</c>, <c>down</c> or <c>paused</c> (by an operator).</param>
/// <param name="Since">Since when it is in this state.</param>
/// <param name="LastError">What its target said last; null while all is well.</param>
/// <param name="BacklogDeliveries">Deliveries that wait.</param>
/// <param name="BacklogBytes">Their bytes.</param>
/// <param name="BacklogRows">Input records that they come from.</param>
/// <param name="Delivered">Deliveries done since the start.</param>
/// <param name="Retries">Tries that failed since the start.</param>
public sealed record SinkStatusAnswer(
    string Name, string State, DateTime Since, string? LastError, long BacklogDeliveries, long BacklogBytes, long BacklogRows, long Delivered, long Retries);
