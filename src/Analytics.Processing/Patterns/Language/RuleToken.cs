namespace Analytics.Processing.Patterns.Language;

/// <summary>A piece of a rule's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word, a sign, or the content of a quoted text.</param>
/// <param name="Value">A number's value.</param>
/// <param name="At">Where it begins.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct RuleToken(RuleTokenKind Kind, string Text, double Value, int At, int End)
{
    /// <summary>For error messages.</summary>
    public string Shown => Kind switch
    {
        RuleTokenKind.End => "the end of the text",
        RuleTokenKind.Quoted => $"the text \"{Text}\"",
        _ => $"'{Text}'",
    };
}
