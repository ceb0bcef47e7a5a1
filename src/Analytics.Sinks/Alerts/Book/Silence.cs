namespace Analytics.Sinks.Alerts.Book;

/// <summary>A time in which alerts are kept and not sent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Rule">Only alerts of this rule; null for every rule.</param>
/// <param name="Entity">Only alerts about this one; null for any.</param>
/// <param name="StartsAt">Its start.</param>
/// <param name="EndsAt">Its end.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Comment">Why.</param>
public sealed record Silence(Guid Id, string Tenant, string? Rule, string? Entity, DateTime StartsAt, DateTime EndsAt, string CreatedBy, DateTime CreatedAt, string Comment);
