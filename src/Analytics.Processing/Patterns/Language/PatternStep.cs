namespace Analytics.Processing.Patterns.Language;

/// <summary>One part of a sequence, and how it follows what is before it.</summary>
/// <param name="Link">Says nothing for the first part of a pattern.</param>
/// <param name="Node">The part.</param>
public sealed record PatternStep(Contiguity Link, PatternNode Node);
