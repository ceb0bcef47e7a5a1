namespace Analytics.Processing.Patterns.Compilation;

/// <summary>An event that must not come.</summary>
/// <param name="Check">Which.</param>
/// <param name="OnlyNext">Whether only the very next event is looked at.</param>
internal readonly record struct Guard(Check Check, bool OnlyNext);
