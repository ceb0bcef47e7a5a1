namespace Analytics.Processing.Patterns.Language;

/// <summary>A part of a pattern.</summary>
public abstract record PatternNode
{
    private PatternNode()
    {
    }

    /// <summary>Events of one kind, so and so often.</summary>
    /// <param name="Name">Name by which conditions speak of them; null when none does.</param>
    /// <param name="Events">Which.</param>
    /// <param name="Times">How often.</param>
    public sealed record One(string? Name, EventSelector Events, Quantity Times) : PatternNode;

    /// <summary><c>no …</c>: none of these between what is before and what comes after; at the end of a pattern: none until its time is over.</summary>
    /// <param name="Events">Which.</param>
    public sealed record None(EventSelector Events) : PatternNode;

    /// <summary>One part after the other.</summary>
    /// <param name="Steps">The parts; at least one.</param>
    public sealed record Sequence(IReadOnlyList<PatternStep> Steps) : PatternNode;

    /// <summary><c>one of (…, …)</c>, or a sequence in brackets when there is one choice.</summary>
    /// <param name="Choices">The sequences.</param>
    /// <param name="Times">How often.</param>
    public sealed record OneOf(IReadOnlyList<Sequence> Choices, Quantity Times) : PatternNode;

    /// <summary><c>all of (…, …)</c>: each once, in any order.</summary>
    /// <param name="Parts">Two to four, each of one event.</param>
    public sealed record AllOf(IReadOnlyList<One> Parts) : PatternNode;
}
