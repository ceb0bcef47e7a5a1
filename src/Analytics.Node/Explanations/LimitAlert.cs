using System.Text.Json;
using Analytics.Actors.Entities;

namespace Analytics.Node.Explanations;

/// <summary>An alert that no rule raised: it tells that a rule hit a limit.</summary>
internal static class LimitAlert
{
    /// <summary>What it says; null for an alert of a rule.</summary>
    /// <param name="rule">The alert's rule.</param>
    /// <param name="evidence">The alert's evidence.</param>
    public static string? Describe(string rule, JsonElement? evidence)
    {
        if (rule != PatternActors.LimitRule) return null;
        var (limited, limit) = (Text(evidence, "rule"), Text(evidence, "limit"));
        return $"No rule of people raised it: the rule {limited} hit its limit of {limit} here, so it may miss matches until there is room again. rules.max-… of the settings are the limits; "
            + "a condition that fewer events meet, or a shorter time to match within, needs less.";
    }

    private static string Text(JsonElement? evidence, string name) =>
        evidence is { ValueKind: JsonValueKind.Object } said && said.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "(not told)";
}
