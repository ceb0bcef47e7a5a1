namespace Analytics.Sinks.Postgres.Business;

/// <summary>
/// The SQL that applies one delivery. Rows are copied into temporary tables of the shard's connection, then moved by one statement a
/// table. Each statement takes its rows' locks in the order of the key, and all deliveries run the statements in the same order, so shards that share users, products or orders wait for each other and never in a circle.
/// </summary>
internal static class BusinessStaging
{
    internal const short EventFields = 23;
    internal const short SessionFields = 18;

    internal const string CreateTables = """
        SET search_path = analytics, pg_temp;
        SET client_min_messages = warning;
        SET application_name = 'analytics sink';
        CREATE TEMPORARY TABLE staged_events (
          log_offset bigint, id uuid, role text, tenant text, type text, created_at timestamptz, received_at timestamptz, event_id text, service text,
          user_id text, session_id text, entity_id text, product_id text, purchase_id text, scope text, amount numeric, currency text,
          payment_mode text, quantity bigint, tier text, category text, product_name text, properties text) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE staged_sessions (
          id uuid, tenant text, user_id text, started_at timestamptz, ended_at timestamptz, revision bigint, retracted boolean, events bigint,
          pages bigint, revenue numeric, currency text, entry text, exit text, path text, device text, city text, country text, campaign text) ON COMMIT DELETE ROWS;
        """;

    internal const string CopyEvents = "COPY pg_temp.staged_events FROM STDIN (FORMAT binary)";

    internal const string CopySessions = "COPY pg_temp.staged_sessions FROM STDIN (FORMAT binary)";

    /// <summary>Rows below $1 were applied by an earlier delivery.</summary>
    internal const string DropApplied = "DELETE FROM staged_events WHERE log_offset < $1";

    /// <summary>$1 topic, $2 partition. {0}: how text becomes jsonb. Without ON CONFLICT, which would cost a third more: the position keeps rows from coming twice.</summary>
    internal const string InsertEvents = """
        INSERT INTO events (topic, partition, log_offset, id, tenant, type, created_at, received_at, event_id, service, user_id, session_id, entity_id,
          product_id, order_id, scope, amount, currency, payment_mode, quantity, properties, properties_text)
        SELECT $1, $2, log_offset, id, tenant, type, created_at, received_at, event_id, service, user_id, session_id, entity_id, product_id,
          CASE WHEN purchase_id NOT LIKE 'event:%' THEN purchase_id END, scope, amount,
          CASE WHEN amount IS NOT NULL THEN currency END, payment_mode, quantity, {0}
        FROM staged_events
        """;

    /// <summary>As <see cref="InsertEvents"/>, when a row may be there already or a text may not be jsonb.</summary>
    internal const string InsertEventsCarefully = InsertEvents + " ON CONFLICT (topic, partition, log_offset) DO NOTHING";

    internal const string PropertiesDirectly = "properties::jsonb, NULL";

    internal const string PropertiesWhereTheyFit = "jsonb_or_null(properties), CASE WHEN jsonb_or_null(properties) IS NULL THEN properties END";

    internal const string MergeUsers = """
        INSERT INTO users AS u (tenant, id, tier, tier_at, first_seen, registered_at)
        SELECT tenant, user_id, (array_agg(tier ORDER BY created_at DESC, tier DESC) FILTER (WHERE tier IS NOT NULL))[1],
          max(created_at) FILTER (WHERE tier IS NOT NULL), min(created_at), min(created_at) FILTER (WHERE role = 'R')
        FROM staged_events WHERE user_id IS NOT NULL GROUP BY tenant, user_id ORDER BY tenant, user_id
        ON CONFLICT (tenant, id) DO UPDATE SET
          first_seen = least(u.first_seen, excluded.first_seen), registered_at = least(u.registered_at, excluded.registered_at),
          tier = CASE WHEN u.tier_at IS NULL OR (excluded.tier_at, excluded.tier) > (u.tier_at, u.tier) THEN excluded.tier ELSE u.tier END,
          tier_at = greatest(u.tier_at, excluded.tier_at)
        WHERE excluded.first_seen < u.first_seen OR excluded.registered_at < u.registered_at OR (excluded.registered_at IS NOT NULL AND u.registered_at IS NULL)
          OR (excluded.tier_at, excluded.tier) > (u.tier_at, u.tier) OR (excluded.tier_at IS NOT NULL AND u.tier_at IS NULL)
        """;

    internal const string MergeProducts = """
        INSERT INTO products AS p (tenant, id, name, category, price, currency, first_seen, created_at, described_at)
        SELECT s.tenant, s.product_id, d.product_name, d.category, d.amount, CASE WHEN d.amount IS NOT NULL THEN d.currency END,
          s.first_seen, s.created_at, d.created_at
        FROM (SELECT tenant, product_id, min(created_at) AS first_seen, min(created_at) FILTER (WHERE role = 'C') AS created_at
              FROM staged_events WHERE product_id IS NOT NULL GROUP BY tenant, product_id) s
        LEFT JOIN (SELECT DISTINCT ON (tenant, product_id) tenant, product_id, product_name, category, amount, currency, created_at
              FROM staged_events WHERE role = 'C' AND product_id IS NOT NULL
              ORDER BY tenant, product_id, created_at DESC, product_name, category, amount, currency) d USING (tenant, product_id)
        ORDER BY s.tenant, s.product_id
        ON CONFLICT (tenant, id) DO UPDATE SET
          first_seen = least(p.first_seen, excluded.first_seen), created_at = least(p.created_at, excluded.created_at),
          name = CASE WHEN excluded.described_at > coalesce(p.described_at, '-infinity') THEN excluded.name ELSE p.name END,
          category = CASE WHEN excluded.described_at > coalesce(p.described_at, '-infinity') THEN excluded.category ELSE p.category END,
          price = CASE WHEN excluded.described_at > coalesce(p.described_at, '-infinity') THEN excluded.price ELSE p.price END,
          currency = CASE WHEN excluded.described_at > coalesce(p.described_at, '-infinity') THEN excluded.currency ELSE p.currency END,
          described_at = greatest(p.described_at, excluded.described_at)
        WHERE excluded.first_seen < p.first_seen OR excluded.created_at IS NOT NULL
        """;

    /// <summary>$1 topic, $2 partition. Only payments that were not booked before count for their purchase.</summary>
    internal const string MergePurchases = """
        WITH booked AS (
          INSERT INTO payments (id, tenant, purchase_id, kind, user_id, product_id, amount, currency, payment_mode, paid_at, topic, partition, log_offset)
          SELECT id, tenant, purchase_id, CASE role WHEN 'F' THEN 'refund' ELSE 'payment' END, user_id, product_id,
            CASE role WHEN 'F' THEN abs(coalesce(amount, 0)) ELSE coalesce(amount, 0) END, currency, payment_mode, created_at, $1, $2, log_offset
          FROM (SELECT DISTINCT ON (id) * FROM staged_events WHERE role IN ('P', 'B', 'F') ORDER BY id, log_offset) s
          ON CONFLICT (id) DO NOTHING
          RETURNING *),
        ordered AS (
          SELECT DISTINCT ON (tenant, purchase_id) tenant, purchase_id AS id, created_at AS at, id AS event, user_id, product_id, amount, currency,
            min(created_at) OVER (PARTITION BY tenant, purchase_id) AS first_at
          FROM staged_events WHERE role IN ('O', 'B') AND purchase_id IS NOT NULL ORDER BY tenant, purchase_id, created_at DESC, staged_events.id DESC),
        first_paid AS (
          SELECT DISTINCT ON (tenant, purchase_id) tenant, purchase_id AS id, paid_at AS at, payments.id AS event, user_id, product_id, payment_mode
          FROM booked payments WHERE kind = 'payment' AND purchase_id IS NOT NULL ORDER BY tenant, purchase_id, paid_at, payments.id),
        sums AS (
          SELECT tenant, purchase_id AS id, min(paid_at) AS first_at,
            CASE WHEN min(currency) = max(currency) THEN min(currency) ELSE 'XXX' END AS currency,
            count(*) FILTER (WHERE kind = 'payment') AS payments, coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid,
            count(*) FILTER (WHERE kind = 'refund') AS refunds, coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunded
          FROM booked WHERE purchase_id IS NOT NULL GROUP BY tenant, purchase_id)
        INSERT INTO purchases AS p (tenant, id, currency, payment_mode, created_at, ordered_at, ordered_event, ordered_by, ordered_product, ordered_amount,
          paid_at, paid_event, paid_by, paid_product, payments, paid_amount, refunds, refunded_amount)
        SELECT tenant, id, merged_currency(o.currency, s.currency), f.payment_mode, least(o.first_at, s.first_at),
          o.at, o.event, o.user_id, o.product_id, o.amount, f.at, f.event, f.user_id, f.product_id,
          coalesce(s.payments, 0), coalesce(s.paid, 0), coalesce(s.refunds, 0), coalesce(s.refunded, 0)
        FROM ordered o FULL JOIN (sums s LEFT JOIN first_paid f USING (tenant, id)) USING (tenant, id)
        ORDER BY tenant, id
        ON CONFLICT (tenant, id) DO UPDATE SET
          currency = merged_currency(p.currency, excluded.currency), created_at = least(p.created_at, excluded.created_at),
          (ordered_at, ordered_event, ordered_by, ordered_product, ordered_amount) = (SELECT r.* FROM (VALUES
            (p.ordered_at, p.ordered_event, p.ordered_by, p.ordered_product, p.ordered_amount),
            (excluded.ordered_at, excluded.ordered_event, excluded.ordered_by, excluded.ordered_product, excluded.ordered_amount)) r
            ORDER BY 1 DESC NULLS LAST, 2 DESC NULLS LAST LIMIT 1),
          (paid_at, paid_event, paid_by, paid_product, payment_mode) = (SELECT r.* FROM (VALUES
            (p.paid_at, p.paid_event, p.paid_by, p.paid_product, p.payment_mode),
            (excluded.paid_at, excluded.paid_event, excluded.paid_by, excluded.paid_product, excluded.payment_mode)) r
            ORDER BY 1 NULLS LAST, 2 NULLS LAST LIMIT 1),
          payments = p.payments + excluded.payments, paid_amount = p.paid_amount + excluded.paid_amount,
          refunds = p.refunds + excluded.refunds, refunded_amount = p.refunded_amount + excluded.refunded_amount
        """;

    internal const string RetractSessions = """
        WITH gone AS (
          INSERT INTO retracted_sessions AS r (id, revision)
          SELECT id, max(revision) FROM staged_sessions WHERE retracted GROUP BY id ORDER BY id
          ON CONFLICT (id) DO UPDATE SET revision = greatest(r.revision, excluded.revision)
          RETURNING id, revision)
        DELETE FROM sessions s USING gone WHERE s.id = gone.id AND s.revision <= gone.revision
        """;

    /// <summary>{0}: how text becomes json.</summary>
    internal const string MergeSessions = """
        INSERT INTO sessions AS s (id, tenant, user_id, started_at, ended_at, revision, events, pages, revenue, currency, entry, exit, path, device, city, country, campaign)
        SELECT DISTINCT ON (n.id) n.id, tenant, user_id, started_at, ended_at, n.revision, events, pages, revenue, currency, entry, exit, {0}, device, city, country, campaign
        FROM staged_sessions n LEFT JOIN retracted_sessions r ON r.id = n.id AND r.revision >= n.revision
        WHERE NOT retracted AND r.id IS NULL
        ORDER BY n.id, n.revision DESC
        ON CONFLICT (id) DO UPDATE SET (tenant, user_id, started_at, ended_at, revision, events, pages, revenue, currency, entry, exit, path, device, city, country, campaign) =
          (excluded.tenant, excluded.user_id, excluded.started_at, excluded.ended_at, excluded.revision, excluded.events, excluded.pages, excluded.revenue, excluded.currency,
           excluded.entry, excluded.exit, excluded.path, excluded.device, excluded.city, excluded.country, excluded.campaign)
        WHERE excluded.revision > s.revision
        """;

    internal const string PathDirectly = "path::json";

    internal const string PathWhereItFits = "json_or_null(path)";
}
