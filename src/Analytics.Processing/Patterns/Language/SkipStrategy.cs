namespace Analytics.Processing.Patterns.Language;

/// <summary>What a match does to the unfinished ones of its rule and key.</summary>
public enum SkipStrategy
{
    /// <summary><c>skip past last event</c>: those that began up to its last event go. The default: one incident, one alert.</summary>
    PastLast,

    /// <summary><c>skip to next event</c>: those that began with the same event go.</summary>
    ToNext,

    /// <summary><c>skip to first x</c>: those that began before the first event of <c>x</c> go.</summary>
    ToFirst,

    /// <summary><c>skip to last x</c>: those that began before the last event of <c>x</c> go.</summary>
    ToLast,

    /// <summary><c>keep all</c>: none goes.</summary>
    KeepAll,
}
