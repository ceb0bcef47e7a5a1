namespace Analytics.Node.Status;

/// <summary>One store.</summary>
/// <param name="Name"><c>clickhouse</c>, <c>postgresql</c>; <c>log</c>, in a cluster <c>kafka</c>; <c>rabbitmq</c> where it is read; <c>redis</c> where answers are remembered there.</param>
/// <param name="State"><c>starting</c>, <c>up</c> or <c>down</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Detail">Where it is and what is wrong with it, for people; no credentials.</param>
public sealed record StoreStatus(string Name, string State, DateTime Since, string Detail);
