using System.Text.Json;
using Analytics.Node.Operators;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Node.Rules;

/// <summary>A rule that somebody sent.</summary>
/// <param name="Text">The rule as text.</param>
/// <param name="Version">The version that they saw, so that nobody overwrites what they did not see; null for any.</param>
internal sealed record RuleDraft(string Text, int? Version = null)
{
    /// <summary>From either form: what is JSON is put into the normal text.</summary>
    /// <exception cref="RuleException">The JSON is no rule.</exception>
    /// <exception cref="CommandException">There is none, or both.</exception>
    public static RuleDraft Of(string? text, JsonElement? json, int? version)
    {
        if (text is null == json is null) throw CommandException.Wrong("rule", "either text or rule, one of them");
        if (text?.Contains('\0', StringComparison.Ordinal) == true) throw CommandException.Wrong("text", "a text without zeros");
        return new RuleDraft(text ?? RuleJson.Read(json!.Value.GetRawText()).ToString(), version);
    }
}
