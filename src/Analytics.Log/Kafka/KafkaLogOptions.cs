namespace Analytics.Log.Kafka;

/// <summary>Settings of the log on Kafka.</summary>
public sealed record KafkaLogOptions
{
    /// <summary>Brokers to begin with: <c>host:port</c>, several with commas.</summary>
    public required string Brokers { get; init; }

    /// <summary>Topics that the log consists of.</summary>
    public required IReadOnlyList<KafkaTopic> Topics { get; init; }

    /// <summary>Whether missing topics are created. Default false: a missing topic is an error.</summary>
    public bool CreateTopics { get; init; }

    /// <summary>File of librdkafka; empty for the system's. The first that is loaded serves the whole process.</summary>
    public string Library { get; init; } = "";

    /// <summary>Name under which brokers know the client. Default <c>analytics</c>.</summary>
    public string ClientId { get; init; } = "analytics";

    /// <summary>Compression of what is appended: none, lz4, zstd, snappy or gzip. Default lz4.</summary>
    public string Compression { get; init; } = "lz4";

    /// <summary>How long a record waits for others to share a request. Default 1 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Longest time from an append to its acknowledgement; then it fails. Retries within it double nothing. Default 30 s.</summary>
    public TimeSpan AppendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of appends that wait for acknowledgement; above it appends are refused as unavailable. Default 256 MiB.</summary>
    public long MaxQueuedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Largest record, key and headers included; a larger one is refused as an argument error. Default 1,000,000 bytes, as brokers have it.</summary>
    public int MaxRecordBytes { get; init; } = 1_000_000;

    /// <summary>Bytes that a reader fetches ahead. Default 16 MiB.</summary>
    public long PrefetchBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Whether records of transactions that were aborted or are open are left out. Default true.</summary>
    public bool ReadCommitted { get; init; } = true;

    /// <summary>Longest time for an answer about topics and offsets, and for records that are on their way. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the ends of all partitions are asked for. Default 1 s.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Further properties of librdkafka, by its names: security, sockets. Those that the log sets itself are refused.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Told what the library says: warnings and errors. Called on any thread; must not block. Default nobody.</summary>
    public Action<string>? OnNotice { get; init; }
}
