namespace Analytics.Pbm.Api;

/// <summary>One store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>starting</c>, <c>up</c> or <c>down</c>.</param>
/// <param name="Since">When it got into this state.</param>
/// <param name="Detail">Version, address.</param>
public sealed record StoreInfo(string Name, string State, DateTimeOffset Since, string? Detail);
