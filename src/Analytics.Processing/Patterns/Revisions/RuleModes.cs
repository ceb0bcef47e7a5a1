namespace Analytics.Processing.Patterns.Revisions;

/// <summary>Names of the modes, as people and stores write them.</summary>
public static class RuleModes
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<RuleMode>().Select(Word)];

    /// <summary>The word for a mode: <c>off</c>, <c>shadow</c>, <c>on</c>.</summary>
    public static string Word(RuleMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>The mode of a word; false when there is none.</summary>
    public static bool TryRead(string? word, out RuleMode mode)
    {
        foreach (var one in Enum.GetValues<RuleMode>())
        {
            mode = one;
            if (Word(one) == word) return true;
        }

        mode = RuleMode.Off;
        return false;
    }

    /// <summary>The mode of a word.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static RuleMode Read(string word) => TryRead(word, out var mode) ? mode : throw new FormatException($"'{word}' is no mode: {string.Join(", ", Words)}");
}
