namespace Analytics.Processing.Patterns.Language;

/// <summary>How an event of a match follows the one before it. The words of Flink's CEP library stand in brackets.</summary>
public enum Contiguity
{
    /// <summary><c>then</c>: the first later event that fits; what does not fit is skipped (skip till next match, followedBy).</summary>
    Relaxed,

    /// <summary><c>then immediately</c>: the very next event of the key (strict, next).</summary>
    Strict,

    /// <summary><c>then any</c>: each later event that fits makes a match of its own (skip till any match, followedByAny).</summary>
    Any,
}
