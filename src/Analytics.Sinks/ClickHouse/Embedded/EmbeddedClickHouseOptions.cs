namespace Analytics.Sinks.ClickHouse.Embedded;

/// <summary>Where the embedded ClickHouse engine and its program are, and how much of the machine it may use.</summary>
public sealed record EmbeddedClickHouseOptions
{
    /// <summary>Path of <c>Analytics.Store.dll</c>.</summary>
    public required string ProgramPath { get; init; }

    /// <summary>Path of <c>libchdb.so</c>.</summary>
    public required string LibraryPath { get; init; }

    /// <summary>Folder of the engine's data; one process at a time.</summary>
    public required string DataPath { get; init; }

    /// <summary>The <c>dotnet</c> that runs the program. Default: the one that runs this process, else the one on the path.</summary>
    public string DotnetPath { get; init; } = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    /// <summary>Loopback port; 0, the default, takes a free one and keeps it over restarts.</summary>
    public int Port { get; init; }

    /// <summary>Memory the engine may use, bytes. Default 2 GiB.</summary>
    public long MemoryLimit { get; init; } = 2L << 30;

    /// <summary>Name of the read-only user, for Grafana and foreign clients too. Default <c>reader</c>.</summary>
    public string Reader { get; init; } = "reader";

    /// <summary>Password of the read-only user; null, the default, draws one.</summary>
    public string? ReaderPassword { get; init; }

    /// <summary>Database that the read-only user may read. Default <c>analytics</c>.</summary>
    public string Database { get; init; } = "analytics";

    /// <summary>How long a start may take before the child is killed and started again. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stop waits for the child to flush before it is killed. Default 15 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Wait before the first restart; doubles with each further one up to <see cref="LongestBackOff"/>, and starts anew after a minute without a death. Default 0.2 s.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait before a restart. Default 10 s.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(10);
}
