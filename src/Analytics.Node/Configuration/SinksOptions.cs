using Analytics.Node.Configuration.Sinks;

namespace Analytics.Node.Configuration;

/// <summary>Section <c>sinks</c>: where results go.</summary>
public sealed record SinksOptions
{
    /// <summary>ClickHouse, embedded or a server.</summary>
    public ClickHouseOptions Clickhouse { get; init; } = new();

    /// <summary>PostgreSQL, embedded or a server.</summary>
    public PostgresOptions Postgres { get; init; } = new();

    /// <summary>Topics of Kafka for whoever subscribes to results.</summary>
    public KafkaSinkOptions Kafka { get; init; } = new();
}
