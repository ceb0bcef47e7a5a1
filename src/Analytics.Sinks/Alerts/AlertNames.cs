using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Routing;

namespace Analytics.Sinks.Alerts;

/// <summary>How severities, states and kinds are written in tables, messages and answers: lower case with hyphens.</summary>
public static class AlertNames
{
    /// <summary>A severity's name.</summary>
    public static string Of(AlertSeverity severity) => Name(severity);

    /// <summary>A state's name.</summary>
    public static string Of(AlertState state) => state == AlertState.FalsePositive ? "false-positive" : Name(state);

    /// <summary>A kind's name.</summary>
    public static string Of(DeliveryKind kind) => Name(kind);

    /// <summary>Every state's name.</summary>
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<AlertState>().Select(Of)];

    /// <summary>Every severity's name.</summary>
    public static IReadOnlyList<string> Severities { get; } = [.. Enum.GetValues<AlertSeverity>().Select(Of)];

    internal static AlertSeverity Severity(string name) => Enum.Parse<AlertSeverity>(name, ignoreCase: true);

    internal static DeliveryKind Kind(string name) => Enum.Parse<DeliveryKind>(name, ignoreCase: true);

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
