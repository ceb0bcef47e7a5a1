namespace Analytics.Processing.Patterns.Language;

/// <summary>A rule as it is written, in text or JSON.</summary>
public sealed record RuleDefinition
{
    /// <summary>Name: letters, digits and underscores, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>Why it is there, for people.</summary>
    public string Because { get; init; } = "";

    /// <summary>How much its alerts matter. Default medium.</summary>
    public RuleSeverity Severity { get; init; } = RuleSeverity.Medium;

    /// <summary>What is watched: each value of these fields by itself.</summary>
    public required IReadOnlyList<Expression.Field> Key { get; init; }

    /// <summary>Tenants that it holds for; none means all.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Parameters and their values, in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, Expression>> Given { get; init; } = [];

    /// <summary>What must happen.</summary>
    public required PatternNode.Sequence Pattern { get; init; }

    /// <summary>How long a match may take from its first event; an event exactly so long after it is too late. Null for patterns of one event.</summary>
    public Expression? Within { get; init; }

    /// <summary>What a match does to unfinished ones.</summary>
    public SkipStrategy Skip { get; init; } = SkipStrategy.PastLast;

    /// <summary>The name that <see cref="SkipStrategy.ToFirst"/> and <see cref="SkipStrategy.ToLast"/> skip to.</summary>
    public string? SkipTo { get; init; }

    /// <summary>Where its parts stand in the text; null when it was not read from text.</summary>
    internal RuleSource? Source { get; init; }

    /// <summary>The rule as text, in its normal form.</summary>
    public override string ToString() => RulePrinter.Print(this);
}
