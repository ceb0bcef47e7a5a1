namespace Analytics.Processing.Patterns.Language;

/// <summary>How often a part of a pattern occurs.</summary>
/// <param name="Least">At least so often: a number, or a parameter of the rule.</param>
/// <param name="Most">At most so often; null means any number of times.</param>
/// <param name="Inner">How each repetition follows the one before it.</param>
public sealed record Quantity(Expression Least, Expression? Most, Contiguity Inner)
{
    /// <summary>Once.</summary>
    public static Quantity Once { get; } = new(new Expression.Number(1), new Expression.Number(1), Contiguity.Relaxed);

    /// <summary>Once or not at all.</summary>
    public static Quantity Optional { get; } = new(new Expression.Number(0), new Expression.Number(1), Contiguity.Relaxed);
}
