namespace Analytics.Node;

/// <summary>One line of the node's log.</summary>
/// <param name="Number">Its number since the start.</param>
/// <param name="At">When.</param>
/// <param name="Level">Its level.</param>
/// <param name="Source">Who says it.</param>
/// <param name="Id">Which message it is.</param>
/// <param name="Text">The message.</param>
internal sealed record LogLine(long Number, DateTime At, string Level, string Source, int Id, string Text);
