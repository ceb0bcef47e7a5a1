using System.Text;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Stores;
using Analytics.Sinks.Alerts.Routing;
using Analytics.Sinks.Postgres;
using Analytics.Sinks.Postgres.Business;
using Npgsql;

namespace Analytics.Sinks.Alerts;

/// <summary>
/// Alerts into PostgreSQL, with what is to be sent about them. Exactly once: alerts, their place in the order of changes, the messages that they make and the shard's
/// position are one transaction, and an alert that is there already (a replay repeats its id) makes no message.
/// </summary>
/// <param name="postgres">The way to the database; not disposed by the sink.</param>
/// <param name="routing">Where alerts go.</param>
/// <param name="signal">Raised after each transaction.</param>
/// <param name="time">Time at which alerts are raised and messages are due.</param>
public sealed class AlertOutboxSink(PostgresConnection postgres, AlertRouting routing, AlertSignal signal, TimeProvider time) : ISink
{
    private const string Raise = """
        WITH raised AS (
          INSERT INTO analytics.alerts (tenant, id, position, rule, rule_version, severity, entity_kind, entity, first_at, at, events, evidence, raised_at, shadow)
          SELECT r.tenant, r.id, nextval('analytics.alert_positions'), r.rule, r.rule_version, r.severity, r.entity_kind, r.entity,
            'epoch'::timestamptz + r.first_at * interval '1 microsecond', 'epoch'::timestamptz + r.at * interval '1 microsecond', r.events, r.evidence::json, $2, r.shadow
          FROM json_to_recordset($1::json) AS r(
            tenant text, id uuid, rule text, rule_version bigint, severity text, entity_kind text, entity text, first_at bigint, at bigint, events bigint, evidence text, shadow boolean)
          ON CONFLICT (tenant, id) DO NOTHING
          RETURNING tenant, id, position, rule, severity, entity_kind, entity, shadow)
        , told AS (
          INSERT INTO analytics.alert_changes (position, tenant, alert_id, state, changed_at) SELECT position, tenant, id, 'open', $2 FROM raised)
        SELECT id, tenant, rule, severity, entity_kind, entity FROM raised WHERE NOT shadow ORDER BY position
        """;

    /// <inheritdoc/>
    public string Name => "postgres.alerts";

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByValue;

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => new AlertEncoder();

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">PostgreSQL does not answer, or lost the connection: deliver again later.</exception>
    /// <exception cref="StaleEpochException">The delivery is of a former owner of the shard.</exception>
    /// <exception cref="DeliveryRefusedException">Others before it are missing.</exception>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        try
        {
            var raised = await ApplyAsync(delivery, cancellation);
            AlertTelemetry.Raised.Add(raised);
            if (raised > 0) signal.Raise();
        }
        catch (Exception error) when (error is not StoreUnavailableException and not StaleEpochException and not OperationCanceledException)
        {
            postgres.ReportFailure(error);
            if (PostgresConnection.IsUnavailable(error)) throw new StoreUnavailableException("PostgreSQL did not take alerts: " + error.Message, error);
            throw;
        }
    }

    private async Task<int> ApplyAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var position = await ShardPositions.LockAsync(connection, Name, delivery.Shard, cancellation);
        position.Admit(delivery);
        if (position.Holds(delivery)) return 0;
        await AlertSql.LockOrderAsync(connection, cancellation);
        var now = time.GetUtcNow();
        var raised = await AlertSql.QueryAsync(connection, Raise, Read, cancellation, Encoding.UTF8.GetString(delivery.Payload.Span), now);
        await AlertOutbox.WriteAsync(connection, routing.Plan(raised, now), now, cancellation);
        await using var advance = new NpgsqlCommand(ShardPositions.Advance, connection);
        ShardPositions.AddAdvance(advance.Parameters, Name, delivery.Shard, position.After(delivery));
        await advance.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return raised.Count;
    }

    private static RaisedAlert Read(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), AlertNames.Severity(reader.GetString(3)), reader.GetString(4), reader.GetString(5));
}
