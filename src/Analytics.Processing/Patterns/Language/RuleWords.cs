using Analytics.Processing.Time;

namespace Analytics.Processing.Patterns.Language;

/// <summary>Words that mean something in every rule, so that nothing can be named by them.</summary>
internal static class RuleWords
{
    private static readonly HashSet<string> Reserved =
    [
        "rule", "because", "severity", "for", "each", "only", "given", "when", "then", "immediately", "any", "no", "within", "skip", "keep", "where", "as", "and", "or", "not",
        "one", "all", "of", "at", "least", "up", "to", "exactly", "optional", "consecutive", "combined", "in", "is", "between", "over", "last", "time", "since", "true", "false",
        "count", "sum", "average", "distinct", "min", "max", "first", "deviation", "median", "new", "present", "absent", "property", "speed", "distance", "seen",
    ];

    /// <summary>Units by their singular, longest first.</summary>
    public static readonly IReadOnlyList<(string Word, long Micros)> Units =
    [
        ("week", 7 * Micros.Day), ("day", Micros.Day), ("hour", Micros.Hour), ("minute", Micros.Minute), ("second", Micros.Second), ("millisecond", 1000),
    ];

    public static bool IsReserved(string word) => Reserved.Contains(word);

    public static bool TryUnit(string word, out long micros)
    {
        foreach (var (name, length) in Units)
        {
            if (word != name && (word.Length != name.Length + 1 || word[^1] != 's' || !word.StartsWith(name, StringComparison.Ordinal))) continue;
            micros = length;
            return true;
        }

        micros = 0;
        return false;
    }
}
