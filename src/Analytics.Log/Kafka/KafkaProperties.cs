namespace Analytics.Log.Kafka;

/// <summary>The properties of librdkafka that the log relies on, for each kind of client.</summary>
internal static class KafkaProperties
{
    // A member learns with the answer to its next beat that the group lost another one, so its beats are a part of every fail-over.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>What no setting may change: guarantees rest on it, or a setting of its own has it.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "bootstrap.servers", "metadata.broker.list", "client.id", "group.id", "group.protocol", "group.instance.id", "partition.assignment.strategy", "enable.idempotence", "enable.gapless.guarantee",
        "acks", "request.required.acks", "transactional.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "enable.partition.eof", "isolation.level",
        "compression.codec", "compression.type", "linger.ms", "queue.buffering.max.ms", "message.timeout.ms", "delivery.timeout.ms", "session.timeout.ms", "max.poll.interval.ms",
        "message.max.bytes", "max.in.flight", "max.in.flight.requests.per.connection", "check.crcs", "allow.auto.create.topics", "delivery.report.only.error",
    };

    /// <exception cref="KafkaSetupException">One of the further properties is the log's own.</exception>
    public static void RequireForeign(IEnumerable<string> names)
    {
        foreach (var name in names)
            if (Own.Contains(name)) throw new KafkaSetupException($"kafka.properties.{name}: the node sets this property itself.");
    }

    /// <summary>Appends: idempotent, acknowledged by all replicas in sync, in order.</summary>
    public static IEnumerable<(string, string)> Producer(KafkaLogOptions options) =>
    [
        ("enable.idempotence", "true"),
        // A record that is given up must not be followed by later ones: whoever repeats the append would find the first of them behind the source mark.
        ("enable.gapless.guarantee", "true"),
        ("acks", "all"),
        ("compression.codec", options.Compression),
        ("linger.ms", Milliseconds(options.Linger)),
        ("message.timeout.ms", Milliseconds(options.AppendTimeout)),
        ("message.max.bytes", Text(Math.Max(1000, options.MaxRecordBytes))),
        ("batch.size", Text(Math.Max(1_000_000, options.MaxRecordBytes))),
        ("batch.num.messages", "100000"),
        // The log counts bytes itself and refuses an append as a whole, so the library's own bound must never be met.
        ("queue.buffering.max.messages", "0"),
        ("queue.buffering.max.kbytes", Text(Math.Clamp(options.MaxQueuedBytes / 1024 * 4, 1024, int.MaxValue))),
    ];

    /// <summary>Reads partitions at offsets that it is told; never asks a group where it was.</summary>
    public static IEnumerable<(string, string)> Reader(KafkaLogOptions options) =>
    [
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        ("auto.offset.reset", "error"),
        ("enable.partition.eof", "true"),
        ("check.crcs", "true"),
        ("isolation.level", options.ReadCommitted ? "read_committed" : "read_uncommitted"),
        ("queued.min.messages", "1000000"),
        ("queued.max.messages.kbytes", Text(Math.Clamp(options.PrefetchBytes / 1024, 64, 2_000_000))),
        ("fetch.message.max.bytes", Text(Math.Clamp(options.PrefetchBytes / 4, 64 * 1024, 4 * 1024 * 1024))),
        // A partition that is opened waits for the answer that is under way; and one whose queue was full is asked for again at once.
        ("fetch.wait.max.ms", "100"),
        ("fetch.queue.backoff.ms", "1"),
    ];

    /// <summary>
    /// Asks leaders for offsets. The library connects to a broker that such a question waits for without any pause (librdkafka 2.15: each change of the connection's state makes the question
    /// ask for one more): hundreds of times a second while the broker is away. Where connections do not wait to be asked for it pauses.
    /// </summary>
    public static IEnumerable<(string, string)> Queries() => [("enable.sparse.connections", "false"), ("reconnect.backoff.max.ms", "1000")];

    /// <summary>A member of a group that fetches nothing: the log's readers do.</summary>
    public static IEnumerable<(string, string)> Member(KafkaGroupOptions options)
    {
        List<(string, string)> properties =
        [
            ("group.id", options.Group),
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("auto.offset.reset", "latest"),
            ("max.poll.interval.ms", Milliseconds(options.ReleaseTimeout + TimeSpan.FromSeconds(30))),
            ("queued.min.messages", "1"),
            ("fetch.message.max.bytes", "1024"),
            ("group.protocol", options.BrokerAssigns ? "consumer" : "classic"),
        ];
        if (options.BrokerAssigns) return properties;
        properties.Add(("partition.assignment.strategy", "cooperative-sticky"));
        properties.Add(("session.timeout.ms", Milliseconds(options.SessionTimeout)));
        properties.Add(("heartbeat.interval.ms", Milliseconds(Beat)));
        return properties;
    }

    private static string Milliseconds(TimeSpan time) => Text((long)time.TotalMilliseconds);

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
