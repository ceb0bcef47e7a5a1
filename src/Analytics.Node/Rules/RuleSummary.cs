using Analytics.Processing.Patterns.Revisions;
using Analytics.Sinks.Rules;

namespace Analytics.Node.Rules;

/// <summary>A rule in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source"><c>stored</c>, or <c>configuration</c> for one that is changed in the settings.</param>
/// <param name="Mode"><c>off</c>, <c>shadow</c> or <c>on</c>.</param>
/// <param name="Version">Number of its text; 0 for one of the configuration.</param>
/// <param name="VersionName">The same for people: for one of the configuration <c>configured</c> and eight digits that change with what it matches.</param>
/// <param name="Revision">The change that made it as it is; 0 for one of the configuration.</param>
/// <param name="Author">Who made that change; null for one of the configuration.</param>
/// <param name="Reason">Why, as they said.</param>
/// <param name="ChangedAt">When.</param>
internal sealed record RuleSummary(string Name, string Source, string Mode, int Version, string VersionName, long Revision, string? Author, string? Reason, DateTime? ChangedAt)
{
    /// <summary>A rule of the configuration.</summary>
    public static RuleSummary Of(RevisionRule rule) => new(rule.Name, "configuration", RuleModes.Word(rule.Mode), 0, RuleVersions.NameOf(rule), 0, null, null, null);

    /// <summary>A stored rule.</summary>
    public static RuleSummary Of(StoredRule rule) => new(rule.Name, "stored", rule.Mode, rule.Version, rule.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), rule.Revision, rule.Author, rule.Reason, rule.ChangedAt);
}
