namespace Analytics.Processing.Patterns.Matching;

/// <summary>An unfinished match of one rule. One that has its first event only needs no node: most never come further.</summary>
internal struct Partial
{
    /// <summary>In place of a node: it has ended and is to be swept out.</summary>
    public const int Ended = -1;

    /// <summary>In place of a node: it has its first event only.</summary>
    public const int Alone = -2;

    /// <summary>Index of the rule in its plan.</summary>
    public int Rule;

    /// <summary>Its newest node, <see cref="Ended"/> or <see cref="Alone"/>.</summary>
    public int Node;

    /// <summary>The event that it began with, in <see cref="EventSlab"/>.</summary>
    public int First;

    /// <summary>Exits of its state that are still open.</summary>
    public ulong Open;

    /// <summary>When its time is over, microseconds since 1970: so long after the event that it began with.</summary>
    public long Ends;

    /// <summary>Position of its newest event. With <see cref="Phase"/> it says what it waits for without a look at its nodes, which lie anywhere in memory.</summary>
    public short Position;

    /// <summary>Which of the position's states it is in.</summary>
    public byte Phase;

    /// <summary>Whether no event has come since its newest one.</summary>
    public bool Fresh;

    /// <summary>Whether the end of its time may complete it.</summary>
    public bool HasDeadline;
}
