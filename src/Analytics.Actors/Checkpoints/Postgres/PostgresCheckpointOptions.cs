namespace Analytics.Actors.Checkpoints.Postgres;

/// <summary>Limits and times of checkpoints in PostgreSQL, and who this owner is.</summary>
public sealed record PostgresCheckpointOptions
{
    /// <summary>Npgsql connection string of a database with the tables of <see cref="CheckpointMigrations"/>.</summary>
    public required string Connection { get; init; }

    /// <summary>Folder of the local copies, which reads of passive entities are served from. It may be lost at any time. One process at a time uses it.</summary>
    public required string Folder { get; init; }

    /// <summary>Name of this node, for the shard directory. Default the machine's name.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary>Where this node answers questions about its shards: <c>host:port</c>. Default nowhere.</summary>
    public string Address { get; init; } = "";

    /// <summary>Limits of the files.</summary>
    public FileCheckpointOptions Files { get; init; } = new();

    /// <summary>Most connections at a time. Default 8.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>Connections that download parts at a time, for all shards together. Default 4.</summary>
    public int Downloads { get; init; } = 4;

    /// <summary>Most bytes of a file in one row. Default 4 MiB.</summary>
    public int PartBytes { get; init; } = 4 << 20;

    /// <summary>Whether parts are compressed (LZ4). Default true.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>Bytes that are compressed and sent at once: what one writer holds in memory. Default 16 MiB.</summary>
    public int BatchBytes { get; init; } = 16 << 20;

    /// <summary>Longest time for one statement, and for a connection to be found. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
