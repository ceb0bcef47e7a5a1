namespace Analytics.Sinks.Postgres.Business;

/// <summary>
/// Where the rows of a delivery are copied to. Events go straight into their table. What is merged, and events that must be looked at one by one, goes into
/// temporary tables of the shard's connection, which <see cref="BusinessMerges"/> moves on.
/// </summary>
internal static class BusinessStaging
{
    internal const short EventFields = 21;
    internal const short SessionFields = 18;

    /// <summary>The columns of events as the encoder writes them; <c>properties</c>, written as jsonb, is the last one.</summary>
    internal const string EventColumns = EventColumnsButProperties + ", properties";

    internal const string EventColumnsButProperties =
        "topic, partition, log_offset, id, tenant, type, created_at, received_at, event_id, service, user_id, session_id, entity_id, product_id, order_id, "
        + "scope, amount, currency, payment_mode, quantity";

    internal const string CreateTables = $"""
        SET search_path = analytics, pg_temp;
        SET client_min_messages = warning;
        SET application_name = 'analytics sink';
        CREATE TEMPORARY TABLE staged_facts ({StagedFact.Columns}) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE staged_sessions (
          id uuid, tenant text, user_id text, started_at timestamptz, ended_at timestamptz, revision bigint, retracted boolean, events bigint,
          pages bigint, revenue numeric, currency text, entry text, exit text, path text, device text, city text, country text, campaign text) ON COMMIT DELETE ROWS;
        """;

    internal const string CopyEvents = $"COPY analytics.events ({EventColumns}) FROM STDIN (FORMAT binary)";

    /// <summary>The table for <see cref="CopyEventsAside"/>, made only by deliveries that need it: to empty one costs each delivery, even when it is empty.</summary>
    internal const string CreateEventsAside =
        $"CREATE TEMPORARY TABLE staged_events ON COMMIT DROP AS SELECT {EventColumnsButProperties}, ''::text AS properties FROM events WITH NO DATA";

    /// <summary>The same rows: what precedes the text in the binary form of jsonb, its version, is then a character of the text.</summary>
    internal const string CopyEventsAside = $"COPY pg_temp.staged_events ({EventColumns}) FROM STDIN (FORMAT binary)";

    internal const string CopyFacts = "COPY pg_temp.staged_facts FROM STDIN (FORMAT binary)";

    internal const string CopySessions = "COPY pg_temp.staged_sessions FROM STDIN (FORMAT binary)";
}
