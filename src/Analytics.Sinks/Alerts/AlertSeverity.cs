namespace Analytics.Sinks.Alerts;

/// <summary>How much an alert matters, ascending.</summary>
public enum AlertSeverity
{
    /// <summary>Worth knowing.</summary>
    Low = 1,

    /// <summary>Worth a look.</summary>
    Medium = 2,

    /// <summary>Somebody should look today.</summary>
    High = 3,

    /// <summary>Somebody should look now.</summary>
    Critical = 4,
}
