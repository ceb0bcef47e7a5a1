using System.Globalization;
using System.Text;
using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>How evidence shows a text that it does not have: whoever has the event finds the text again by it.</summary>
public static class EvidenceHash
{
    /// <summary>What stands for a text, as in <c>#00c0ffee00c0ffee</c>.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The same for UTF-8.</summary>
    public static string Of(ReadOnlySpan<byte> text) => string.Create(CultureInfo.InvariantCulture, $"#{RuleScope.HashOf(text):x16}");
}
