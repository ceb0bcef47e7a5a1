namespace Analytics.Sinks.ClickHouse;

/// <summary>How to reach ClickHouse, embedded or not.</summary>
public sealed record ClickHouseConnectionOptions
{
    /// <summary>
    /// The server, or several that replicate one another. The same insert under the same token may reach any of them, so with several the tables must be
    /// <c>Replicated…</c>: then the token is known to all.
    /// </summary>
    public required IReadOnlyList<ClickHouseServer> Servers { get; init; }

    /// <summary>The user who inserts and changes the schema.</summary>
    public required ClickHouseCredentials Writer { get; init; }

    /// <summary>The user who queries; should have no right but SELECT.</summary>
    public required ClickHouseCredentials Reader { get; init; }

    /// <summary>Database of unqualified names. Default <c>analytics</c>.</summary>
    public string Database { get; init; } = "analytics";

    /// <summary>Longest time for connecting. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time for a query; then the server ends it. Default 60 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for an insert or another statement. Default 5 minutes.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether inserts and answers travel compressed (gzip). Default false.</summary>
    public bool Compress { get; init; }

    /// <summary>
    /// Whether the tables are replicated: then a token and its rows are one write in Keeper, and what a replica has not got yet must not be taken for missing. Default false.
    /// </summary>
    public bool IsReplicated { get; init; }

    /// <summary>Clock of the breakers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
