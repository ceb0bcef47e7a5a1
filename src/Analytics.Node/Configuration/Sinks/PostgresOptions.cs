namespace Analytics.Node.Configuration.Sinks;

/// <summary>Section <c>sinks.postgres</c>.</summary>
public sealed record PostgresOptions
{
    /// <summary>Whether business events go to PostgreSQL. The cluster profile needs the server in any case: it keeps checkpoints and the directory. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Npgsql connection string of a server; empty for the embedded one.</summary>
    [Secret]
    public string Connection { get; init; } = "";

    /// <summary>Shared buffers of the embedded server. Default 64 MiB.</summary>
    [Bounds("8MiB", "64GiB")]
    public ByteSize Memory { get; init; } = ByteSize.MiB(64);

    /// <summary>Longest time for one transaction before it is tried again. Default 60 s.</summary>
    [Bounds("1s", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for one statement that somebody waits for: rules, alerts, silences. Default 10 s.</summary>
    [Bounds("1s", "1h")]
    public TimeSpan QuestionTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
