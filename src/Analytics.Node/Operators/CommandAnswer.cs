namespace Analytics.Node.Operators;

/// <summary>What a command answers: data, and how people would like to see it.</summary>
/// <param name="Result">The data, the whole of it: what <c>--json</c> shows.</param>
/// <param name="Views">What is shown of it, top to bottom.</param>
/// <param name="Complete">False when something that was asked for is not so: letters that are still no events, rows that are missing. The exit code is then 1.</param>
internal sealed record CommandAnswer(object Result, IReadOnlyList<View> Views, bool Complete = true);
