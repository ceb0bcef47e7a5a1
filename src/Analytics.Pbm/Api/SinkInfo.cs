namespace Analytics.Pbm.Api;

/// <summary>One sink.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>up</c>, <c>slow</c> or <c>down</c>.</param>
/// <param name="Since">When it got into this state.</param>
/// <param name="LastError">What it said last, if it is not up.</param>
/// <param name="BacklogDeliveries">Deliveries that wait.</param>
/// <param name="BacklogBytes">Their bytes.</param>
/// <param name="BacklogRows">Their rows.</param>
/// <param name="Delivered">Deliveries made since the node started.</param>
/// <param name="Retries">Tries again since the node started.</param>
public sealed record SinkInfo(
    string Name, string State, DateTimeOffset Since, string? LastError, long BacklogDeliveries, long BacklogBytes, long BacklogRows, long Delivered, long Retries);
