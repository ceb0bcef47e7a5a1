namespace Analytics.Sinks.Alerts.Routing;

/// <summary>A new alert, as far as its way needs it.</summary>
/// <param name="Id">Its id within the tenant.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="EntityKind">What the rule watches.</param>
/// <param name="Entity">Which one it was.</param>
internal sealed record RaisedAlert(Guid Id, string Tenant, string Rule, AlertSeverity Severity, string EntityKind, string Entity);
