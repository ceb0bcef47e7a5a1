namespace Analytics.Sinks.Rules;

/// <summary>One change of a rule, and the rule as it is after it.</summary>
/// <param name="Revision">Number of the change; all rules after it are the revision of this number.</param>
/// <param name="Name">The rule.</param>
/// <param name="Version">Number of its text.</param>
/// <param name="Action"><c>add</c>, <c>edit</c>, <c>mode</c>, <c>rollback</c> or <c>remove</c>.</param>
/// <param name="Mode"><c>off</c>, <c>shadow</c> or <c>on</c>.</param>
/// <param name="Text">The rule as it was written.</param>
/// <param name="Author">Who changed it.</param>
/// <param name="Reason">Why, as they said; null when they said nothing.</param>
/// <param name="ChangedAt">When.</param>
public sealed record StoredRule(long Revision, string Name, int Version, string Action, string Mode, string Text, string Author, string? Reason, DateTime ChangedAt)
{
    /// <summary>What <see cref="Action"/> is of a rule that is gone.</summary>
    public const string Removed = "remove";
}
