using System.Text.Json;
using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Explanations;

/// <summary>Why an alert was raised.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="VersionName">What people call the rule's version that raised it: its number, <c>configured</c> and eight digits for one of the configuration, or these digits when the version is not known.</param>
/// <param name="RuleText">The rule's text in that version; null when it is not known: it came with a configuration that is no more.</param>
/// <param name="RuleIs">What there is to say about it: whether this version runs now, or which one, and who stored it.</param>
/// <param name="Because">Why the rule is there; null when it is not known.</param>
/// <param name="Events">The matched events in the order of the match.</param>
/// <param name="Remembered">What was remembered of the entity when it was decided; null for nothing.</param>
/// <param name="TableVersions">Versions of the tables that enriched the events.</param>
internal sealed record AlertExplanation(
    StoredAlert Alert, string VersionName, string? RuleText, string RuleIs, string? Because, IReadOnlyList<ExplainedEvent> Events, JsonElement? Remembered, IReadOnlyList<string> TableVersions);
