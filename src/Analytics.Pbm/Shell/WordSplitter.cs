using System.Text;

namespace Analytics.Pbm.Shell;

/// <summary>Splits a line into words as shells do: blanks separate, quotes of either sort keep together, a backslash outside of single quotes takes the next character as it is.</summary>
public static class WordSplitter
{
    /// <summary>The words, and whether the line ends inside one (so that a completion goes on with it).</summary>
    public static (IReadOnlyList<string> Words, bool EndsInside) Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inside, quote) = (false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                inside = true;
            }
            else if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, inside) = (c, true);
            }
            else if (char.IsWhiteSpace(c))
            {
                if (inside) words.Add(word.ToString());
                word.Clear();
                inside = false;
            }
            else
            {
                word.Append(c);
                inside = true;
            }
        }

        if (inside) words.Add(word.ToString());
        return (words, inside);
    }

    /// <summary>A word as it must be typed to be one.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => !char.IsWhiteSpace(c) && c is not ('"' or '\'' or '\\')) ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
