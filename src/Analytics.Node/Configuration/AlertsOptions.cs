namespace Analytics.Node.Configuration;

/// <summary>Section <c>alerts</c>: rules that watch events.</summary>
public sealed record AlertsOptions
{
    /// <summary>Purchases of a user in quick succession.</summary>
    public VelocityRuleOptions Velocity { get; init; } = new();
}
