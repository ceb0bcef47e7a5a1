namespace Analytics.Node.Http.Alerts;

/// <summary>A silence to be. Without rule and entity it is for every alert of the tenant.</summary>
/// <param name="Rule">Only alerts of this rule.</param>
/// <param name="Entity">Only alerts about this user, card or whatever the rule watches.</param>
/// <param name="StartsAt">Its start; default now.</param>
/// <param name="EndsAt">Its end, at most 366 days later.</param>
/// <param name="Comment">Why, at most 2,000 characters.</param>
internal sealed record SilenceRequest(string? Rule, string? Entity, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? Comment);
