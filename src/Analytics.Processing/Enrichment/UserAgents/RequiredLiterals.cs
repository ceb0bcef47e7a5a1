using System.Globalization;

namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>
/// Finds literals one of which every match of a regular expression must contain, in lower case. A text without any of them cannot match,
/// so the expression need not be tried. Follows the structure only as far as it is sure; where it is not, no literal is required.
/// The idea is RE2's FilteredRE2.
/// </summary>
internal sealed class RequiredLiterals
{
    private const int MaxAlternatives = 512;
    private const int MinLength = 2;

    private readonly string _pattern;
    private int _at;

    private RequiredLiterals(string pattern) => _pattern = pattern;

    /// <summary>The literals, or null when none can be required.</summary>
    public static IReadOnlyList<string>? Of(string pattern)
    {
        var reader = new RequiredLiterals(pattern);
        var literals = reader.ReadAlternatives();
        var isCertain = reader._at == pattern.Length && literals is not null && literals.All(literal => System.Text.Ascii.IsValid(literal));
        return isCertain ? literals : null;
    }

    private bool More => _at < _pattern.Length;

    /// <summary>Required is one of what each alternative requires; an alternative that requires nothing frees all.</summary>
    private List<string>? ReadAlternatives()
    {
        List<string>? all = [];
        while (true)
        {
            var one = ReadSequence();
            if (one is null || all is null || all.Count + one.Count > MaxAlternatives) all = null;
            else all.AddRange(one);
            if (!More || _pattern[_at] != '|') return all;
            _at++;
        }
    }

    /// <summary>Required is what the most selective part requires: a run of characters, or a group.</summary>
    private List<string>? ReadSequence()
    {
        List<string>? best = null;
        var run = "";
        while (More && _pattern[_at] is not ('|' or ')'))
        {
            var group = ReadAtom(out var letter);
            var (least, most) = ReadQuantifier();
            if (letter is { } text && least >= 1)
            {
                run += text;
                if (most == 1) continue;
                best = Better(best, [run]);
                run = text;
                continue;
            }

            best = Better(best, run.Length > 0 ? [run] : null);
            run = "";
            if (least >= 1) best = Better(best, group);
        }

        return Better(best, run.Length > 0 ? [run] : null);
    }

    private static List<string>? Better(List<string>? one, List<string>? other)
    {
        if (other is null || other.Count == 0 || other.Any(literal => literal.Length < MinLength)) return one;
        if (one is null) return other;
        var (first, second) = (one.Min(literal => literal.Length), other.Min(literal => literal.Length));
        return second > first || (second == first && other.Count < one.Count) ? other : one;
    }

    /// <summary>Reads one character, class, escape, anchor or group. A certain character comes back as <paramref name="letter"/>.</summary>
    private List<string>? ReadAtom(out string? letter)
    {
        letter = null;
        var c = _pattern[_at++];
        switch (c)
        {
            case '(':
                return ReadGroup();
            case '[':
                letter = ReadClass();
                return null;
            case '.' or '^' or '$':
                return null;
            case '\\':
                letter = ReadEscape();
                return null;
            default:
                letter = Lower(c);
                return null;
        }
    }

    private List<string>? ReadGroup()
    {
        var counts = true;
        if (_at + 1 < _pattern.Length && _pattern[_at] == '?')
        {
            counts = _pattern[_at + 1] == ':';
            _at += 2;
        }

        var literals = ReadAlternatives();
        if (More) _at++;
        return counts ? literals : null;
    }

    private string? ReadEscape()
    {
        var c = More ? _pattern[_at++] : '\\';
        return char.IsAsciiLetterOrDigit(c) ? null : Lower(c);
    }

    // A class such as [Ss] is one letter, whatever its case.
    private string? ReadClass()
    {
        var start = _at;
        if (More && _pattern[_at] == '^') _at++;
        if (More && _pattern[_at] == ']') _at++;
        while (More && _pattern[_at] != ']') _at += _pattern[_at] == '\\' ? 2 : 1;
        _at++;
        var isOneLetter = _at - start == 3 && char.IsAsciiLetter(_pattern[start]) && Lower(_pattern[start]) == Lower(_pattern[start + 1]);
        return isOneLetter ? Lower(_pattern[start]) : null;
    }

    private (int Least, int Most) ReadQuantifier()
    {
        if (!More) return (1, 1);
        var bounds = _pattern[_at] switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => ReadCounts(),
            _ => (-1, -1),
        };
        if (bounds.Item1 < 0) return (1, 1);
        _at = _pattern[_at] == '{' ? _pattern.IndexOf('}', _at) + 1 : _at + 1;
        if (More && _pattern[_at] is '?' or '+') _at++;
        return bounds;
    }

    // {n}, {n,} and {n,m}; any other brace is a character.
    private (int Least, int Most) ReadCounts()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0) return (-1, -1);
        var parts = _pattern[(_at + 1)..end].Split(',');
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var least)) return (-1, -1);
        return (least, int.MaxValue);
    }

    private static string Lower(char c) => char.ToLowerInvariant(c).ToString();
}
