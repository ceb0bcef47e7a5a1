using System.Globalization;
using System.Text;

namespace Analytics.Processing.Patterns.Language;

/// <summary>Text → words, numbers, quoted texts and signs. A number sign begins a comment that ends with the line.</summary>
internal static class RuleLexer
{
    /// <summary>Most characters of a file of rules.</summary>
    public const int MostCharacters = 1 << 20;

    private static readonly string[] Signs = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ",", ".", "+", "-", "*", "/"];

    public static List<RuleToken> Read(string text)
    {
        if (text.Length > MostCharacters) throw new RuleException($"a text of {text.Length} characters is too long: at most {MostCharacters}");
        var tokens = new List<RuleToken>();
        var at = 0;
        while (true)
        {
            at = SkipBlank(text, at);
            if (at == text.Length) break;
            var token = Next(text, at);
            tokens.Add(token);
            at = token.End;
        }

        tokens.Add(new RuleToken(RuleTokenKind.End, "", 0, text.TrimEnd().Length, text.Length));
        return tokens;
    }

    private static int SkipBlank(string text, int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '#'))
        {
            if (text[at] != '#')
            {
                at++;
                continue;
            }

            var end = text.IndexOf('\n', at);
            at = end < 0 ? text.Length : end;
        }

        return at;
    }

    private static RuleToken Next(string text, int at)
    {
        var first = text[at];
        if (char.IsAsciiLetter(first) || first == '_') return Word(text, at);
        if (char.IsAsciiDigit(first)) return Number(text, at);
        if (first == '"') return Quoted(text, at);
        foreach (var sign in Signs)
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0) return new RuleToken(RuleTokenKind.Sign, sign, 0, at, at + sign.Length);
        throw RuleException.At(text, at, $"expected a word, a number or a \"text\", found '{first}'");
    }

    private static RuleToken Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        return new RuleToken(RuleTokenKind.Word, text[at..end], 0, at, end);
    }

    private static RuleToken Number(string text, int at)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        }

        if (end - at > 30) throw RuleException.At(text, at, "expected a number of at most 30 digits");
        return new RuleToken(RuleTokenKind.Number, text[at..end], double.Parse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture), at, end);
    }

    private static RuleToken Quoted(string text, int at)
    {
        var content = new StringBuilder();
        for (var i = at + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '"') return new RuleToken(RuleTokenKind.Quoted, content.ToString(), 0, at, i + 1);
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\') i++;
            content.Append(text[i]);
        }

        throw RuleException.At(text, at, "expected a closing quotation mark on the same line");
    }
}
