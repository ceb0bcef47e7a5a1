using Analytics.Contracts.Decoding;

namespace Analytics.Node.Configuration.RabbitMq;

/// <summary>Section <c>rabbitmq</c>: events from queues of RabbitMQ.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>Whether queues are read. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary><c>amqp://user:password@host:port/vhost</c>, or <c>amqps://</c>.</summary>
    [Secret]
    public string Uri { get; init; } = "";

    /// <summary>The queues. Default one for the events of the ticketing shape.</summary>
    public IReadOnlyList<RabbitMqQueueOptions> Queues { get; init; } =
    [
        new()
        {
            Name = "analytics.events",
            RoutingKeys = ["event.published", "registration.created", "registration.cancelled", "checkin.completed", "payment.completed"],
        },
    ];

    /// <summary>Whether missing exchanges, queues and bindings are made. Default false.</summary>
    public bool DeclareTopology { get; init; }

    /// <summary>Exchange that the queues are bound to. Default <c>events</c>.</summary>
    public string Exchange { get; init; } = "events";

    /// <summary>Exchange, and queue, of refused messages; empty for none. Default <c>analytics.dead-letters</c>.</summary>
    public string DeadLetterExchange { get; init; } = "analytics.dead-letters";

    /// <summary>Whether queues that are made are quorum queues. Default false.</summary>
    public bool QuorumQueues { get; init; }

    /// <summary>Messages of a queue that may wait for the log. Default 2,000.</summary>
    [Bounds("1", "65535")]
    public int Prefetch { get; init; } = 2_000;

    /// <summary>Tenant of everything that comes; empty when messages name theirs. Default empty.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Header of a message that names its tenant. Default <c>x-tenant-id</c>.</summary>
    public string TenantHeader { get; init; } = "x-tenant-id";

    /// <summary>Shape of the events. Default auto.</summary>
    public EventShape Shape { get; init; }

    /// <summary>Whether messages without any id are known by their bytes. Default false.</summary>
    public bool IdFromContent { get; init; }

    /// <summary>Longest time for connecting and for an answer. Default 10 s.</summary>
    [Bounds("1s", "5m")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which the connection counts as dead. Default 20 s.</summary>
    [Bounds("5s", "10m")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Shortest pause before another try. Default 500 ms.</summary>
    [Bounds("10ms", "1m")]
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause before another try. Default 30 s.</summary>
    [Bounds("100ms", "1h")]
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>TLS, for <c>amqps://</c>.</summary>
    public RabbitMqTlsOptions Tls { get; init; } = new();
}
