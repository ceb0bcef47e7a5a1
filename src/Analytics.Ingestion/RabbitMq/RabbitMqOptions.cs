using System.Security.Cryptography.X509Certificates;
using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>Where events come from RabbitMQ, and how.</summary>
public sealed record RabbitMqOptions
{
    /// <summary>The broker: <c>amqp://user:password@host:port/vhost</c>, or <c>amqps://</c> for TLS.</summary>
    public required Uri Uri { get; init; }

    /// <summary>Name of the connection as the broker shows it.</summary>
    public string ClientName { get; init; } = "analytics";

    /// <summary>The queues to read.</summary>
    public required IReadOnlyList<RabbitMqQueue> Queues { get; init; }

    /// <summary>Whether exchanges, queues and bindings are made when they are missing. Default false.</summary>
    public bool DeclareTopology { get; init; }

    /// <summary>The exchange that the queues are bound to when they are declared: topic, durable.</summary>
    public string Exchange { get; init; } = "events";

    /// <summary>Where the broker sends what was refused, and the queue that keeps it, when they are declared; empty for none.</summary>
    public string DeadLetterExchange { get; init; } = "analytics.dead-letters";

    /// <summary>Whether queues that are declared are quorum queues, replicated over the brokers. Default false: classic ones.</summary>
    public bool QuorumQueues { get; init; }

    /// <summary>Messages of a queue that may wait here for the log. Default 2,000.</summary>
    public ushort Prefetch { get; init; } = 2_000;

    /// <summary>Tenant of everything that comes; null when messages name theirs. Default null.</summary>
    public string? Tenant { get; init; }

    /// <summary>Header of a message that names its tenant. Default <c>x-tenant-id</c>.</summary>
    public string TenantHeader { get; init; } = "x-tenant-id";

    /// <summary>Shape of the events. Default: each is recognised.</summary>
    public EventShape Shape { get; init; }

    /// <summary>Whether a message without an id of any kind is known by its bytes. Default false: it counts again when it is delivered again.</summary>
    public bool IdFromContent { get; init; }

    /// <summary>Longest time for connecting and for an answer of the broker. Default 10 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which the connection counts as dead. Default 20 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Shortest wait before anything is tried again; it doubles up to <see cref="RetryMax"/>. Default 500 ms.</summary>
    public TimeSpan RetryMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before anything is tried again. Default 30 s.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Certificates that the broker's must be signed by; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Certificate that the broker knows this client by; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Name in the broker's certificate; empty for the host of <see cref="Uri"/>.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Hears what goes wrong and that it is over; holds no credentials.</summary>
    public Action<string>? OnNotice { get; init; }
}
