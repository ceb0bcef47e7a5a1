using System.Diagnostics.Metrics;

namespace Analytics.Sinks.ClickHouse;

/// <summary>What the connection to ClickHouse servers reports: names and tags in one place.</summary>
public sealed class ClickHouseTelemetry : IDisposable
{
    private const string ServerTag = "server.address";
    private readonly Meter _meter = new("Analytics.Sinks");

    /// <summary>Makes the instruments.</summary>
    public ClickHouseTelemetry(ClickHouseConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Gauge("analytics.clickhouse.server.up", "1 while the server answers.", server => server.IsReady && server.State.IsUp);
        Gauge("analytics.clickhouse.server.open", "1 while the server is passed over because it did not answer.", server => server.State.IsOpen);

        void Gauge(string name, string description, Func<ClickHouseServer, bool> value) => _meter.CreateObservableGauge(
            name, () => connection.Servers.Select(server => new Measurement<int>(value(server) ? 1 : 0, new KeyValuePair<string, object?>(ServerTag, server.Address.Authority))), null, description);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
