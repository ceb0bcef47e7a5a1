using System.Text.Json;

namespace Analytics.Node.Http.Rules;

/// <summary>A rule to be stored, as text or as JSON.</summary>
/// <param name="Text">The rule as text.</param>
/// <param name="Rule">The rule as JSON, instead.</param>
/// <param name="Mode"><c>off</c>, <c>shadow</c> or <c>on</c>; a new rule is in shadow by default, an edited one stays as it is.</param>
/// <param name="Version">The version that is edited: refused when there is a newer one by now. Default any.</param>
/// <param name="Reason">Why, at most 2,000 characters.</param>
internal sealed record RuleRequest(string? Text, JsonElement? Rule, string? Mode, int? Version, string? Reason);
