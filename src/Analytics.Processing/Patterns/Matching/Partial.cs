namespace Analytics.Processing.Patterns.Matching;

/// <summary>An unfinished match of one rule.</summary>
internal struct Partial
{
    /// <summary>Index of the rule in its plan.</summary>
    public int Rule;

    /// <summary>Its newest node; -1 when it has ended and is to be swept out.</summary>
    public int Node;

    /// <summary>Exits of its state that are still open.</summary>
    public ulong Open;

    /// <summary>Whether no event has come since its newest one.</summary>
    public bool Fresh;

    /// <summary>Event that it began with: time.</summary>
    public long StartTime;

    /// <summary>Event that it began with: place in the order.</summary>
    public long StartSequence;
}
