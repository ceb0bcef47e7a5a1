namespace Analytics.Processing.Patterns.Features;

/// <summary>What can be remembered of a key. The numbers are stored.</summary>
internal enum FeatureKind : byte
{
    /// <summary>Count and sum of the last while.</summary>
    Window = 1,

    /// <summary>Different values of the last while.</summary>
    Distinct = 2,

    /// <summary>The last values.</summary>
    History = 3,

    /// <summary>Values seen.</summary>
    Known = 4,

    /// <summary>Time of the first event.</summary>
    First = 5,

    /// <summary>Time of the last event.</summary>
    Last = 6,

    /// <summary>Place and time of the last event with a place.</summary>
    Place = 7,
}
