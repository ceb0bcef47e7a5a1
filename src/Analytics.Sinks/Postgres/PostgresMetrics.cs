using System.Diagnostics.Metrics;

namespace Analytics.Sinks.Postgres;

/// <summary>Every metric of the PostgreSQL sink.</summary>
internal static class PostgresMetrics
{
    /// <summary>Name of the meter.</summary>
    internal const string MeterName = "Analytics.Sinks.Postgres";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Business events applied.</summary>
    internal static readonly Counter<long> Rows = Meter.CreateCounter<long>("analytics.postgres.rows", "{row}", "Business events applied.");

    /// <summary>Deliveries by outcome: applied, repeated, careful.</summary>
    internal static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("analytics.postgres.deliveries", "{delivery}", "Deliveries by outcome.");

    /// <summary>Transactions that were tried again because of a deadlock or a serialization failure.</summary>
    internal static readonly Counter<long> Retries = Meter.CreateCounter<long>("analytics.postgres.retries", "{transaction}", "Transactions tried again after a conflict.");

    /// <summary>Time of one delivery.</summary>
    internal static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("analytics.postgres.delivery.duration", "s", "Time to apply one delivery.");

    /// <summary>Loads of the reference tables by outcome.</summary>
    internal static readonly Counter<long> ReferenceLoads = Meter.CreateCounter<long>("analytics.postgres.reference.loads", "{load}", "Loads of the reference tables by outcome.");
}
