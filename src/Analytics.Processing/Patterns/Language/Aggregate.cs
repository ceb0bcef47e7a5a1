namespace Analytics.Processing.Patterns.Language;

/// <summary>What is made of several values.</summary>
public enum Aggregate
{
    /// <summary>How many events.</summary>
    Count,

    /// <summary>Sum; absent values count as nothing.</summary>
    Sum,

    /// <summary>Mean of the present values; absent without any.</summary>
    Average,

    /// <summary>Smallest present value. Of the events of a match only.</summary>
    Min,

    /// <summary>Largest present value. Of the events of a match only.</summary>
    Max,

    /// <summary>Value of the first event. Of the events of a match only.</summary>
    First,

    /// <summary>Value of the newest event. Of the events of a match only.</summary>
    Last,

    /// <summary>How many different present values.</summary>
    Distinct,
}
