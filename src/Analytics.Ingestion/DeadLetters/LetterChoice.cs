namespace Analytics.Ingestion.DeadLetters;

/// <summary>Some letters of a topic.</summary>
/// <param name="Reason">Only of this reason; null for all.</param>
/// <param name="From">The first offset that may be one.</param>
/// <param name="To">Offset after the last one.</param>
/// <param name="Only">Which offsets; null for all.</param>
internal readonly record struct LetterChoice(string? Reason, long From, long To = long.MaxValue, IReadOnlySet<long>? Only = null)
{
    /// <summary>Those at some offsets, or all with null.</summary>
    public static LetterChoice Of(IReadOnlyCollection<long>? offsets, string? reason) => offsets switch
    {
        null => new LetterChoice(reason, 0),
        { Count: 0 } => new LetterChoice(reason, 0, 0),
        _ => new LetterChoice(reason, offsets.Min(), offsets.Max() + 1, offsets.ToHashSet()),
    };
}
