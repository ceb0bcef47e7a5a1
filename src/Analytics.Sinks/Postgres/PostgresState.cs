namespace Analytics.Sinks.Postgres;

/// <summary>How PostgreSQL is, for health and status.</summary>
/// <param name="IsUp">Whether the last attempt to use it worked.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Error">What the last failure said, without contents of rows; null when up or never tried.</param>
public sealed record PostgresState(bool IsUp, DateTimeOffset Since, string? Error);
