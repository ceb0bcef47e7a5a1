using Analytics.Sinks.Alerts.Book;

namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>The SQL of sending.</summary>
internal static class DispatchSql
{
    internal const string TryLock = "SELECT pg_try_advisory_lock($1)";

    internal const string Unlock = "SELECT pg_advisory_unlock($1)";

    /// <summary>What a former sender had under way: nobody knows whether it arrived, so it is sent again as it was. $1 now.</summary>
    internal const string TakeOver = "UPDATE analytics.alert_deliveries SET state = 'pending', due_at = $1 WHERE state = 'sending'";

    /// <summary>$1 channel, $2 now. A message that alerts are just joining is locked, and comes next time.</summary>
    internal const string Due = """
        SELECT id, tenant, kind, group_key, repeats, attempts, first_tried_at, payload FROM analytics.alert_deliveries
        WHERE channel = $1 AND state = 'pending' AND due_at <= $2 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    /// <summary>$1 delivery, $2 until.</summary>
    internal const string Postpone = "UPDATE analytics.alert_deliveries SET due_at = $2 WHERE id = $1";

    /// <summary>$1 delivery, $2 now.</summary>
    internal const string Silence = """
        UPDATE analytics.alert_delivery_items i SET suppressed = 'silence ' || (
          SELECT s.id FROM analytics.alert_silences s JOIN analytics.alerts a ON a.tenant = i.tenant AND a.id = i.alert_id
          WHERE s.tenant = a.tenant AND s.starts_at <= $2 AND s.ends_at > $2 AND (s.rule IS NULL OR s.rule = a.rule) AND (s.entity IS NULL OR s.entity = a.entity) LIMIT 1)
        WHERE i.delivery_id = $1
        """;

    /// <summary>What people have dealt with meanwhile. $1 delivery, $2 whether acknowledged ones are left out, too.</summary>
    internal const string LeaveOut = """
        UPDATE analytics.alert_delivery_items i SET suppressed = a.state FROM analytics.alerts a
        WHERE i.delivery_id = $1 AND a.tenant = i.tenant AND a.id = i.alert_id AND (a.state IN ('resolved', 'false-positive') OR ($2 AND a.state = 'acknowledged'))
        """;

    /// <summary>$1 delivery.</summary>
    internal const string Counts = """
        SELECT a.rule, a.severity, count(*) FROM analytics.alert_delivery_items i JOIN analytics.alerts a ON a.tenant = i.tenant AND a.id = i.alert_id
        WHERE i.delivery_id = $1 AND i.suppressed IS NULL GROUP BY a.rule, a.severity ORDER BY count(*) DESC, a.rule LIMIT 200
        """;

    /// <summary>$1 delivery, $2 most.</summary>
    internal const string Alerts = $"""
        SELECT {AlertRows.Columns} FROM analytics.alert_delivery_items i JOIN analytics.alerts a ON a.tenant = i.tenant AND a.id = i.alert_id
        WHERE i.delivery_id = $1 AND i.suppressed IS NULL ORDER BY a.position LIMIT $2
        """;

    /// <summary>$1 delivery, $2 now.</summary>
    internal const string Suppress = "UPDATE analytics.alert_deliveries SET state = 'suppressed', finished_at = $2 WHERE id = $1";

    /// <summary>$1 delivery, $2 now, $3 payload.</summary>
    internal const string Begin = """
        UPDATE analytics.alert_deliveries SET state = 'sending', attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, $2), payload = coalesce(payload, $3) WHERE id = $1
        """;

    /// <summary>$1 delivery, $2 now.</summary>
    internal const string Sent = "UPDATE analytics.alert_deliveries SET state = 'sent', finished_at = $2, last_error = NULL WHERE id = $1 AND state = 'sending'";

    /// <summary>$1 delivery, $2 when, $3 error.</summary>
    internal const string Again = "UPDATE analytics.alert_deliveries SET state = 'pending', due_at = $2, last_error = $3 WHERE id = $1 AND state = 'sending'";

    /// <summary>$1 delivery, $2 now, $3 error.</summary>
    internal const string GiveUp = "UPDATE analytics.alert_deliveries SET state = 'failed', finished_at = $2, last_error = $3 WHERE id = $1 AND state = 'sending'";

    /// <summary>$1 delivery, $2 now, $3 due.</summary>
    internal const string Repeat = """
        WITH again AS (
          INSERT INTO analytics.alert_deliveries (channel, tenant, kind, group_key, repeats, created_at, due_at)
          SELECT channel, tenant, 'repeat', group_key, repeats + 1, $2, $3 FROM analytics.alert_deliveries WHERE id = $1 RETURNING id)
        INSERT INTO analytics.alert_delivery_items (delivery_id, tenant, alert_id)
        SELECT again.id, i.tenant, i.alert_id FROM again, analytics.alert_delivery_items i WHERE i.delivery_id = $1 AND i.suppressed IS NULL
        """;

    /// <summary>$1 name, $2 up, $3 since, $4 error.</summary>
    internal const string Report = """
        INSERT INTO analytics.alert_channels (name, is_up, since, error) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name) DO UPDATE SET is_up = excluded.is_up, since = excluded.since, error = excluded.error
        """;

    internal const string Channels = "SELECT name, is_up, since, error FROM analytics.alert_channels";

    /// <summary>$1 before, $2 most.</summary>
    internal const string ForgetDeliveries = """
        DELETE FROM analytics.alert_deliveries WHERE id IN (
          SELECT id FROM analytics.alert_deliveries WHERE created_at < $1 AND state NOT IN ('pending', 'sending') LIMIT $2)
        """;

    /// <summary>$1 before, $2 most. What an open message is about stays.</summary>
    internal const string ForgetAlerts = """
        DELETE FROM analytics.alerts WHERE (tenant, id) IN (
          SELECT tenant, id FROM analytics.alerts a WHERE raised_at < $1
            AND NOT EXISTS (SELECT FROM analytics.alert_delivery_items i WHERE i.tenant = a.tenant AND i.alert_id = a.id) LIMIT $2)
        """;

    /// <summary>$1 before.</summary>
    internal const string ForgetSilences = "DELETE FROM analytics.alert_silences WHERE ends_at < $1";
}
