namespace Analytics.Sinks.Postgres.Reference;

/// <summary>How fresh the reference tables are, for health and status.</summary>
/// <param name="IsFollowing">Whether changes are heard at once; false while PostgreSQL does not answer (the last snapshot stays in use).</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Version">Version of the snapshot in use; 0 before the first load.</param>
/// <param name="Users">Users with a tier.</param>
/// <param name="Products">Products.</param>
/// <param name="Error">What the last failure said; null while following.</param>
public sealed record ReferenceState(bool IsFollowing, DateTimeOffset Since, long Version, int Users, int Products, string? Error);
