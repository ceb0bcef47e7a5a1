namespace Analytics.Sinks.ClickHouse;

/// <summary>How to reach a ClickHouse server, embedded or not.</summary>
public sealed record ClickHouseConnectionOptions
{
    /// <summary>Address of the HTTP interface, asked for each request because an embedded one may move.</summary>
    public required Func<Uri> Address { get; init; }

    /// <summary>The user who inserts and changes the schema.</summary>
    public required ClickHouseCredentials Writer { get; init; }

    /// <summary>The user who queries; should have no right but SELECT.</summary>
    public required ClickHouseCredentials Reader { get; init; }

    /// <summary>Database of unqualified names. Default <c>analytics</c>.</summary>
    public string Database { get; init; } = "analytics";

    /// <summary>Longest wait for a query's answer. Default 60 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for an insert or another statement. Default 5 minutes.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
