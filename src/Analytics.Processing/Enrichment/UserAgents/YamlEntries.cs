using System.Text.RegularExpressions;

namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>
/// Reads the part of YAML that uap-core's files use, and refuses everything else: top-level keys whose values are lists of flat maps from
/// words to scalars (plain, single-quoted, or double-quoted), with comments. A whole YAML library for 1,175 such entries is not worth its package.
/// </summary>
internal static partial class YamlEntries
{
    /// <summary>The entries in the order of the text.</summary>
    /// <exception cref="FormatException">A line is not understood; the message names it.</exception>
    public static IEnumerable<YamlEntry> Read(string yaml)
    {
        var list = "";
        YamlEntry? entry = null;
        var number = 0;
        foreach (var line in yaml.Split('\n'))
        {
            number++;
            var match = Line().Match(line);
            if (!match.Success) throw new FormatException($"Line {number} is not understood: {line.Trim()}");
            var key = match.Groups["key"];
            if (!key.Success) continue;
            if (match.Groups["indent"].Length == 0 && !match.Groups["dash"].Success)
            {
                if (entry is not null) yield return entry;
                (entry, list) = (null, key.Value);
                continue;
            }

            if (match.Groups["dash"].Success)
            {
                if (entry is not null) yield return entry;
                entry = new YamlEntry(list, number, []);
            }

            if (entry is null || !entry.Values.TryAdd(key.Value, Scalar(match, number)))
                throw new FormatException($"Line {number}: {key.Value} stands outside of an entry, or twice in one.");
        }

        if (entry is not null) yield return entry;
    }

    private static string Scalar(Match match, int line)
    {
        if (match.Groups["single"].Success) return match.Groups["single"].Value.Replace("''", "'", StringComparison.Ordinal);
        if (!match.Groups["double"].Success) return match.Groups["plain"].Value;
        var text = match.Groups["double"].Value;
        var unescaped = text.Replace("\\\\", "\0", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);
        if (unescaped.Contains('\\', StringComparison.Ordinal)) throw new FormatException($"Line {line}: only \\\\ and \\\" are understood in double quotes.");
        return unescaped.Replace('\0', '\\');
    }

    [GeneratedRegex(
        """
        ^(?<indent>\ *)
        (?:(?<dash>-\ +)?(?<key>[A-Za-z0-9_]+):
          (?:\ *$|\ +(?:'(?<single>(?:[^']|'')*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<plain>[\w$][^\#]*?)))?
        )?
        \s*(?:\#.*)?$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
