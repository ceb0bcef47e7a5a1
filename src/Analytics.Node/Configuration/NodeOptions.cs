using Analytics.Node.Configuration.Alerts;
using Analytics.Node.Configuration.Caching;
using Analytics.Node.Configuration.Kafka;
using Analytics.Node.Configuration.RabbitMq;

namespace Analytics.Node.Configuration;

/// <summary>Everything that can be set about a node: one property for each section of <c>hocon/reference.conf</c>, where every key is explained.</summary>
public sealed record NodeOptions
{
    /// <summary>The process: address, data folder, profile.</summary>
    public ProcessOptions Node { get; init; } = new();

    /// <summary>Limits at the door.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>Events over gRPC.</summary>
    public GrpcOptions Grpc { get; init; } = new();

    /// <summary>Where operators reach the node.</summary>
    public OperatorOptions Operator { get; init; } = new();

    /// <summary>Whose word on users and roles is believed.</summary>
    public GatewayOptions Gateway { get; init; } = new();

    /// <summary>Settings of tenants.</summary>
    public TenantsOptions Tenants { get; init; } = new();

    /// <summary>The segment log.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>The log of the cluster profile.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>Events from RabbitMQ.</summary>
    public RabbitMqOptions Rabbitmq { get; init; } = new();

    /// <summary>How the nodes ask each other.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>Limits of what is an event.</summary>
    public DecodingOptions Decoding { get; init; } = new();

    /// <summary>What is added to events.</summary>
    public EnrichmentOptions Enrichment { get; init; } = new();

    /// <summary>Workers, batches, checkpoints and outbox.</summary>
    public ShardsOptions Shards { get; init; } = new();

    /// <summary>Session actors.</summary>
    public SessionsOptions Sessions { get; init; } = new();

    /// <summary>Tenant windows.</summary>
    public WindowsOptions Windows { get; init; } = new();

    /// <summary>Rules that watch events.</summary>
    public RulesOptions Rules { get; init; } = new();

    /// <summary>Rules over past events.</summary>
    public BacktestOptions Backtest { get; init; } = new();

    /// <summary>Who is told of what rules find.</summary>
    public AlertsOptions Alerts { get; init; } = new();

    /// <summary>Where results go.</summary>
    public SinksOptions Sinks { get; init; } = new();

    /// <summary>Limits of questions.</summary>
    public QueryOptions Query { get; init; } = new();

    /// <summary>Answers that are remembered for a moment.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>The generators of <c>./analytics demo</c>.</summary>
    public DemoOptions Demo { get; init; } = new();

    /// <summary>Logs and metrics.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();
}
