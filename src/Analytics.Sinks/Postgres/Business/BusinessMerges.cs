namespace Analytics.Sinks.Postgres.Business;

/// <summary>
/// The SQL that moves what <see cref="BusinessStaging"/> holds on, one statement a table. Each statement takes its rows' locks in the order of the key, and all
/// deliveries run the statements in the same order, so shards that share users, products or orders wait for each other and never in a circle. Keys are ordered by id
/// and then by tenant: a sort compares little more than the first bytes of its first column, and tenants are few.
/// <para>
/// Users, products and orders come as one row a key, folded by the encoder by the rules that the statements have for rows that are there already. Whether texts are
/// greater is decided by the collation "C" everywhere, the order of their bytes, which the encoder knows; a database's own may be any. Folding is the same whatever the
/// order and however often, so a delivery of which a part was applied before may tell everything once more. Only payments add, and each is booked once.
/// </para>
/// </summary>
internal static class BusinessMerges
{
    /// <summary>$1: events below it were applied by an earlier delivery. For events one of which is there already or has a text that is not jsonb.</summary>
    internal const string Events = $"""
        INSERT INTO events ({BusinessStaging.EventColumns}, properties_text)
        SELECT {BusinessStaging.EventColumnsButProperties}, jsonb_or_null(sent), CASE WHEN jsonb_or_null(sent) IS NULL THEN sent END
        FROM (SELECT *, substr(properties, 2) AS sent FROM staged_events WHERE log_offset >= $1) s
        ON CONFLICT (topic, partition, log_offset) DO NOTHING
        """;

    internal const string Users = """
        INSERT INTO users AS u (tenant, id, tier, tier_at, first_seen, registered_at)
        SELECT tenant, id, tier, at, first_at, made_at FROM staged_facts WHERE kind = 'user' ORDER BY id, tenant
        ON CONFLICT (tenant, id) DO UPDATE SET
          first_seen = least(u.first_seen, excluded.first_seen), registered_at = least(u.registered_at, excluded.registered_at),
          tier = CASE WHEN u.tier_at IS NULL OR (excluded.tier_at, excluded.tier COLLATE "C") > (u.tier_at, u.tier) THEN excluded.tier ELSE u.tier END,
          tier_at = greatest(u.tier_at, excluded.tier_at)
        WHERE excluded.first_seen < u.first_seen OR excluded.registered_at < u.registered_at OR (excluded.registered_at IS NOT NULL AND u.registered_at IS NULL)
          OR (excluded.tier_at, excluded.tier COLLATE "C") > (u.tier_at, u.tier) OR (excluded.tier_at IS NOT NULL AND u.tier_at IS NULL)
        """;

    internal const string Products = """
        INSERT INTO products AS p (tenant, id, name, category, price, currency, first_seen, created_at, described_at)
        SELECT tenant, id, name, category, amount, currency, first_at, made_at, at FROM staged_facts WHERE kind = 'product' ORDER BY id, tenant
        ON CONFLICT (tenant, id) DO UPDATE SET
          first_seen = least(p.first_seen, excluded.first_seen), created_at = least(p.created_at, excluded.created_at),
          (name, category, price, currency, described_at) = (SELECT r.* FROM (VALUES
            (p.name, p.category, p.price, p.currency, p.described_at),
            (excluded.name, excluded.category, excluded.price, excluded.currency, excluded.described_at)) r (name, category, price, currency, at)
            ORDER BY at DESC NULLS LAST, name COLLATE "C", category COLLATE "C", price, currency COLLATE "C" LIMIT 1)
        WHERE excluded.first_seen < p.first_seen OR excluded.created_at IS NOT NULL
        """;

    /// <summary>$1 topic, $2 partition, $3: payments below it were applied by an earlier delivery. Only payments that were not booked before count for their purchase.</summary>
    internal const string Purchases = """
        WITH booked AS (
          INSERT INTO payments (id, tenant, purchase_id, kind, user_id, product_id, amount, currency, payment_mode, paid_at, topic, partition, log_offset)
          SELECT event, tenant, id, kind, user_id, product_id, amount, currency, payment_mode, at, $1, $2, log_offset
          FROM staged_facts WHERE kind IN ('payment', 'refund') AND log_offset >= $3 ORDER BY event, log_offset
          ON CONFLICT (id) DO NOTHING
          RETURNING id AS event, tenant, purchase_id AS id, kind, user_id, product_id, amount, currency, payment_mode, paid_at),
        first_paid AS (
          SELECT DISTINCT ON (id, tenant) tenant, id, paid_at AS at, event, user_id, product_id, payment_mode
          FROM booked WHERE kind = 'payment' AND id IS NOT NULL ORDER BY id, tenant, paid_at, event),
        sums AS (
          SELECT tenant, id, min(paid_at) AS first_at, CASE WHEN min(currency) = max(currency) THEN min(currency) ELSE 'XXX' END AS currency,
            count(*) FILTER (WHERE kind = 'payment') AS payments, coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid,
            count(*) FILTER (WHERE kind = 'refund') AS refunds, coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunded
          FROM booked WHERE id IS NOT NULL GROUP BY id, tenant)
        INSERT INTO purchases AS p (tenant, id, currency, payment_mode, created_at, ordered_at, ordered_event, ordered_by, ordered_product, ordered_amount,
          paid_at, paid_event, paid_by, paid_product, payments, paid_amount, refunds, refunded_amount)
        SELECT tenant, id, merged_currency(o.currency, s.currency), f.payment_mode, least(o.first_at, s.first_at),
          o.at, o.event, o.user_id, o.product_id, o.amount, f.at, f.event, f.user_id, f.product_id,
          coalesce(s.payments, 0), coalesce(s.paid, 0), coalesce(s.refunds, 0), coalesce(s.refunded, 0)
        FROM (SELECT * FROM staged_facts WHERE kind = 'order') o FULL JOIN (sums s LEFT JOIN first_paid f USING (id, tenant)) USING (id, tenant)
        ORDER BY id, tenant
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
    internal const string Sessions = """
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
