namespace Analytics.Node.Configuration;

/// <summary>Section <c>telemetry</c>: logs and metrics. Exporters are set by OpenTelemetry's own environment variables.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Lowest level that is logged. Default <see cref="LogLevel.Information"/>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Whether log lines are JSON. Default false.</summary>
    public bool LogJson { get; init; }

    /// <summary>Whether <c>/metrics</c> is served. Default on.</summary>
    public bool Metrics { get; init; } = true;
}
