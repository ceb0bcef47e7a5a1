namespace Analytics.Sinks.Alerts.Routing;

/// <summary>What alerts of one message have in common, beside the tenant.</summary>
public enum AlertGroupField
{
    /// <summary>The rule.</summary>
    Rule,

    /// <summary>The severity.</summary>
    Severity,

    /// <summary>What the rule watches: the user, the card.</summary>
    Entity,
}
