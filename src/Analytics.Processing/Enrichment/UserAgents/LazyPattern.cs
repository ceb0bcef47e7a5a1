using System.Text.RegularExpressions;

namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>
/// A regular expression that is compiled when first tried. Where it can be, it is matched in time linear in the text, so that no text
/// stalls a shard; look-arounds cannot, those few are searched by backtracking over at most <see cref="UserAgentRecognizer.MaxLength"/> characters.
/// </summary>
internal sealed class LazyPattern(string pattern, bool ignoreCase)
{
    private volatile Regex? _regex;

    /// <summary>The expression as given.</summary>
    public string Pattern => pattern;

    /// <summary>The compiled expression; compiling twice at the same time does no harm.</summary>
    /// <exception cref="FormatException">It is no regular expression.</exception>
    public Regex Regex => _regex ??= Compile();

    private Regex Compile()
    {
        var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"{pattern} is no regular expression: {error.Message}", error);
        }
    }
}
