namespace Analytics.Sinks.Alerts.Routing;

/// <summary>Why a message is sent.</summary>
public enum DeliveryKind
{
    /// <summary>Alerts were raised.</summary>
    Alert,

    /// <summary>Alerts are still open.</summary>
    Repeat,

    /// <summary>Alerts that another channel was told of are still open.</summary>
    Escalation,

    /// <summary>The summary of a time.</summary>
    Digest,

    /// <summary>Somebody tries the channel.</summary>
    Test,
}
