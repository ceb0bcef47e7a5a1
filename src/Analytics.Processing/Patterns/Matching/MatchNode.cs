namespace Analytics.Processing.Patterns.Matching;

/// <summary>One event of a match, and the one before it. Matches with the same beginning share it.</summary>
internal struct MatchNode
{
    /// <summary>The node before; -1 for the first event.</summary>
    public int Parent;

    /// <summary>The event, in <see cref="EventSlab"/>.</summary>
    public int Event;

    /// <summary>How many nodes and unfinished matches lead here.</summary>
    public int Uses;

    /// <summary>Position that the event took.</summary>
    public short Position;

    /// <summary>Number of the position's name; -1 without one.</summary>
    public short Name;

    /// <summary>Repetitions of the position so far.</summary>
    public int Repetition;
}
