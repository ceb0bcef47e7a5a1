namespace Analytics.Node.Operators.Commands;

/// <summary>Views that several commands have.</summary>
internal static class ShardViews
{
    /// <summary>A shard's name.</summary>
    public const string Name = "{topic}-{partition}";

    /// <summary>Shards that nobody answered for.</summary>
    public static View Missing { get; } = View.Table(
        "missing", ("missing shard", Name), ("state", "{state}"), ("node", "{node}"), ("epoch", "{epoch}"), ("end", "{end:count}"), ("why", "{reason}"));

    /// <summary>What operators let rest.</summary>
    public static View Paused { get; } = View.Table("paused", ("paused", "{name}"), ("what", "{kind}"), ("since", "{since:instant}"), ("by", "{by}"));

    /// <summary>Shards as the status has them.</summary>
    public static View Shards { get; } = View.Table(
        "shards", ("shard", Name), ("node", "{node}"), ("state", "{state}"), ("position", "{position:count}"), ("lag", "{lagRecords:count}"), ("delivered", "{deliveredOffset:count}"),
        ("watermark", "{watermark:instant}"), ("checkpoint", "{checkpoint.generation}"), ("age", "{checkpoint.ageSeconds:duration}"), ("epoch", "{epoch}"), ("restarts", "{restarts}"),
        ("events", "{eventsPerSecond:rate}"));

    /// <summary>Sinks as the status has them.</summary>
    public static View Sinks { get; } = View.Table(
        "sinks", ("sink", "{name}"), ("state", "{state}"), ("since", "{since:instant}"), ("waiting", "{backlogDeliveries:count}"), ("rows", "{backlogRows:count}"),
        ("size", "{backlogBytes:size}"), ("delivered", "{delivered:count}"), ("retries", "{retries:count}"), ("last error", "{lastError}"));

    /// <summary>Topics as the status has them.</summary>
    public static View Topics { get; } = View.Table(
        "topics", ("topic", "{topic}"), ("partition", "{partition}"), ("start", "{startOffset:count}"), ("end", "{endOffset:count}"), ("size", "{bytes:size}"), ("records", "{recordsPerSecond:rate}"));
}
