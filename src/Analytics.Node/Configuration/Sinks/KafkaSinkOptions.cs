namespace Analytics.Node.Configuration.Sinks;

/// <summary>Section <c>sinks.kafka</c>: results as JSON records of topics.</summary>
public sealed record KafkaSinkOptions
{
    /// <summary>Whether results go to Kafka. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Topic of sessions. Default <c>analytics.sessions</c>.</summary>
    public string SessionsTopic { get; init; } = "analytics.sessions";

    /// <summary>Topic of window results. Default <c>analytics.reports</c>.</summary>
    public string WindowsTopic { get; init; } = "analytics.reports";

    /// <summary>Topic of alerts. Default <c>analytics.alerts</c>.</summary>
    public string AlertsTopic { get; init; } = "analytics.alerts";

    /// <summary>Whether windows that may still grow are sent, too. Default false.</summary>
    public bool EarlyWindows { get; init; }
}
