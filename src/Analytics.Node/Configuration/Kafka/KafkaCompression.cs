namespace Analytics.Node.Configuration.Kafka;

/// <summary>How records are compressed on their way to the broker and on its disk.</summary>
public enum KafkaCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Fast both ways.</summary>
    Lz4,

    /// <summary>Smaller, at more work for the writer.</summary>
    Zstd,

    /// <summary>Like lz4; for readers that know nothing else.</summary>
    Snappy,

    /// <summary>Slow; for readers that know nothing else.</summary>
    Gzip,
}
