namespace Analytics.Node.Configuration.Kafka;

/// <summary>Section <c>kafka</c>: the log of the cluster profile.</summary>
public sealed record KafkaOptions
{
    /// <summary>Brokers to begin with: <c>host:port</c>, several with commas.</summary>
    public string Brokers { get; init; } = "";

    /// <summary>File of librdkafka; empty for the system's.</summary>
    public string Library { get; init; } = "";

    /// <summary>Name under which brokers know the node. Default <c>analytics</c>.</summary>
    public string ClientId { get; init; } = "analytics";

    /// <summary>Whether missing topics are created. Default false.</summary>
    public bool CreateTopics { get; init; }

    /// <summary>Topics of other producers, whose events go to the lanes under the key <c>tenant:user</c>. Default none.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Whether what producers wrote to Kafka themselves, without the tenant's header, may name its tenant in a field. Default on.</summary>
    public bool EventsNameTenant { get; init; } = true;

    /// <summary>Replicas of a topic that is created; 0 for the brokers' default. Default 0.</summary>
    [Bounds("0", "100")]
    public int Replication { get; init; }

    /// <summary>Whether topics of events that are created take their times from the broker. Default true.</summary>
    public bool BrokerTime { get; init; } = true;

    /// <summary>Compression of what the node appends. Default lz4.</summary>
    public KafkaCompression Compression { get; init; } = KafkaCompression.Lz4;

    /// <summary>How long a record waits for others to share a request. Default 1 ms.</summary>
    [Bounds("0s", "1s")]
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Longest time from an append to its acknowledgement. Default 30 s.</summary>
    [Bounds("1s", "10m")]
    public TimeSpan AppendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of appends that wait for acknowledgement. Default 256 MiB.</summary>
    [Bounds("1MiB", "64GiB")]
    public ByteSize MaxQueued { get; init; } = ByteSize.MiB(256);

    /// <summary>Largest record. Default 1,000,000 bytes.</summary>
    [Bounds("1KiB", "100MiB")]
    public ByteSize MaxRecordSize { get; init; } = new(1_000_000);

    /// <summary>Bytes that the reader of a partition fetches ahead. Default 16 MiB.</summary>
    [Bounds("64KiB", "1GiB")]
    public ByteSize PrefetchSize { get; init; } = ByteSize.MiB(16);

    /// <summary>Whether records of aborted and open transactions are left out. Default true.</summary>
    public bool ReadCommitted { get; init; } = true;

    /// <summary>Longest time for an answer about topics and offsets, and for records on their way. Default 30 s.</summary>
    [Bounds("1s", "10m")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the ends of partitions are asked for. Default 1 s.</summary>
    [Bounds("100ms", "1m")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Further properties of librdkafka by its own names: security, sockets.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The consumer group of the nodes.</summary>
    public GroupOptions Group { get; init; } = new();
}
