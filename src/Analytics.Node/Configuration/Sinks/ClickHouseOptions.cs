namespace Analytics.Node.Configuration.Sinks;

/// <summary>Section <c>sinks.clickhouse</c>.</summary>
public sealed record ClickHouseOptions
{
    /// <summary>Whether rows go to ClickHouse. The role <c>query</c> needs it. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Address of a server's HTTP interface, or of several replicas with commas; empty for the embedded engine.</summary>
    public string Url { get; init; } = "";

    /// <summary>Whether the tables of a server are replicated. Default false.</summary>
    public bool Replicated { get; init; }

    /// <summary>Whether inserts and answers of a server travel compressed. Default false.</summary>
    public bool Compress { get; init; }

    /// <summary>Longest time for connecting. Default 5 s.</summary>
    [Bounds("100ms", "1m")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Requests in a row that a replica does not answer, after which others are asked. Default 3.</summary>
    [Bounds("1", "1000")]
    public int FailuresToOpen { get; init; } = 3;

    /// <summary>How long others are asked then. Default 5 s.</summary>
    [Bounds("100ms", "10m")]
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Loopback port of the embedded engine's HTTP interface; 0 for any free one. Default 0.</summary>
    [Bounds("0", "65535")]
    public int Port { get; init; }

    /// <summary>Database. Default <c>analytics</c>.</summary>
    public string Database { get; init; } = "analytics";

    /// <summary>User of a server that writes and makes the tables; the embedded engine makes its own. Default <c>default</c>.</summary>
    public string User { get; init; } = "default";

    /// <summary>Its password.</summary>
    [Secret]
    public string Password { get; init; } = "";

    /// <summary>User that may only read: for questions, Grafana and people. Default <c>reader</c>.</summary>
    public string ReaderUser { get; init; } = "reader";

    /// <summary>Its password; for the embedded engine empty means one made once and kept in the data folder.</summary>
    [Secret]
    public string ReaderPassword { get; init; } = "";

    /// <summary>How long an event is kept after its arrival. Default 365 days.</summary>
    [Bounds("1d", "36500d")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Most memory of the embedded engine. Default 1 GiB.</summary>
    [Bounds("256MiB", "1TiB")]
    public ByteSize Memory { get; init; } = ByteSize.GiB(1);

    /// <summary>Longest time for one insert before it is tried again. Default 60 s.</summary>
    [Bounds("1s", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
