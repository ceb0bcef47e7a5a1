using System.Text.Json;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Node.Rules;

/// <summary>A rule in both of its forms.</summary>
/// <param name="Rule">The rule as the list has it.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Json">The same as JSON; null when this program does not understand the text.</param>
internal sealed record RuleDetail(RuleSummary Rule, string Text, JsonElement? Json)
{
    /// <summary>From the text.</summary>
    public static RuleDetail Of(RuleSummary rule, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(RuleJson.Write(RuleParser.Read(text)));
            return new RuleDetail(rule, text, document.RootElement.Clone());
        }
        catch (RuleException)
        {
            return new RuleDetail(rule, text, null);
        }
    }
}
