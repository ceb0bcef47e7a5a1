using Analytics.Sinks.Alerts.Routing;
using Npgsql;

namespace Analytics.Sinks.Alerts;

/// <summary>Writes what is to be sent, in the transaction that writes the alerts.</summary>
internal static class AlertOutbox
{
    // An open message takes further alerts until it is first tried; the conflict locks it, and who sends skips what is locked.
    private const string Join = """
        INSERT INTO analytics.alert_deliveries (channel, tenant, kind, group_key, created_at, due_at)
        VALUES ($1, $2, $3, $4, $5, greatest($6, (
          SELECT max(first_tried_at) + $7 FROM analytics.alert_deliveries
          WHERE tenant = $2 AND created_at > $5 - interval '7 days' AND channel = $1 AND kind = $3 AND group_key = $4)))
        ON CONFLICT (channel, tenant, kind, group_key) WHERE state = 'pending' AND attempts = 0 AND kind IN ('alert', 'digest')
        DO UPDATE SET due_at = alert_deliveries.due_at
        RETURNING id
        """;

    private const string Add = """
        INSERT INTO analytics.alert_delivery_items (delivery_id, tenant, alert_id) SELECT $1, $2, alert_id FROM unnest($3) AS alert_id ON CONFLICT DO NOTHING
        """;

    internal static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<PlannedDelivery> planned, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var delivery in planned)
        {
            var ids = await AlertSql.QueryAsync(
                connection, Join, reader => reader.GetGuid(0), cancellation, delivery.Channel, delivery.Tenant, AlertNames.Of(delivery.Kind), delivery.GroupKey, now, delivery.DueAt, delivery.SinceLast);
            await AlertSql.ExecuteAsync(connection, Add, cancellation, ids[0], delivery.Tenant, delivery.Alerts.ToArray());
        }
    }
}
