using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.ClickHouse;

/// <summary>Alerts into <c>alerts</c>. A row that arrives twice replaces itself, so a doubtful delivery is simply sent again without its token.</summary>
/// <param name="connection">Connection whose writer inserts.</param>
/// <param name="database">Database of the tables.</param>
public sealed class AlertsSink(ClickHouseConnection connection, string database = "analytics") : ISink
{
    private readonly RevisedRows _rows = new(connection, $"{database}.alerts", "clickhouse.alerts");

    /// <inheritdoc/>
    public string Name => "clickhouse.alerts";

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByValue;

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => new AlertsEncoder();

    /// <inheritdoc/>
    public ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation) => _rows.DeliverAsync(delivery, cancellation);
}
