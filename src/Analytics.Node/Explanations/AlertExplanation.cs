using System.Text.Json;
using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Explanations;

/// <summary>Why an alert was raised.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="RuleText">The rule's text in the version that raised it; null when only other versions are known.</param>
/// <param name="RuleIs">What there is to say about the text: whether this version runs now.</param>
/// <param name="Because">Why the rule is there; null when it is not known.</param>
/// <param name="Events">The matched events in the order of the match.</param>
/// <param name="Remembered">What was remembered of the entity when it was decided; null for nothing.</param>
/// <param name="TableVersions">Versions of the tables that enriched the events.</param>
internal sealed record AlertExplanation(
    StoredAlert Alert, string? RuleText, string RuleIs, string? Because, IReadOnlyList<ExplainedEvent> Events, JsonElement? Remembered, IReadOnlyList<string> TableVersions);
