using System.Text;

namespace Analytics.Node.Configuration.Hocon;

/// <summary>Path expressions: <c>a.b."c.d"</c>.</summary>
public static class HoconPath
{
    /// <summary>Reads a path expression.</summary>
    /// <exception cref="HoconException">It is not one.</exception>
    public static IReadOnlyList<string> Parse(string text, string source)
    {
        var tokens = HoconTokenizer.Tokenize(text, source);
        var parts = tokens.Take(tokens.Count - 1).ToList();
        var wrong = parts.FirstOrDefault(token => token.Kind is not (HoconTokenKind.Quoted or HoconTokenKind.Unquoted or HoconTokenKind.Blank));
        if (wrong.Kind != HoconTokenKind.End) throw new HoconException(new HoconOrigin(source), $"expected a path such as a.b, found {wrong.Describe()}");
        return FromTokens(parts, new HoconOrigin(source));
    }

    /// <summary>The elements as one text, with quotes where they are needed.</summary>
    public static string Format(IReadOnlyList<string> path) => string.Join('.', path.Select(Quote));

    /// <summary>Dots outside of quotes part the elements; everything else, white space inside included, belongs to them.</summary>
    internal static IReadOnlyList<string> FromTokens(IReadOnlyList<HoconToken> tokens, HoconOrigin origin)
    {
        var elements = new List<string>();
        var current = new StringBuilder();
        var written = false;
        foreach (var token in Trim(tokens))
        {
            if (token.Kind == HoconTokenKind.Quoted)
            {
                current.Append(token.Text);
                written = true;
                continue;
            }

            foreach (var c in token.Text)
            {
                if (c != '.')
                {
                    current.Append(c);
                    written = true;
                    continue;
                }

                Close();
            }
        }

        Close();
        return elements;

        void Close()
        {
            if (!written) throw new HoconException(origin, "a path has an empty element: write \"\" if that is meant");
            elements.Add(current.ToString());
            current.Clear();
            written = false;
        }
    }

    private static IEnumerable<HoconToken> Trim(IReadOnlyList<HoconToken> tokens) => tokens
        .SkipWhile(token => token.Kind == HoconTokenKind.Blank).Reverse()
        .SkipWhile(token => token.Kind == HoconTokenKind.Blank).Reverse();

    private static string Quote(string element) =>
        element.Length > 0 && element.All(c => char.IsLetterOrDigit(c) || c is '-' or '_') ? element : $"\"{element}\"";
}
