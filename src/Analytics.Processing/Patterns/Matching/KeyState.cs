using Analytics.Processing.Patterns.Features;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>
/// What is remembered of one value of a key: events that wait for their turn, unfinished matches, and what conditions ask about the past. Belongs to the
/// <see cref="PatternMatcher"/> that made it.
/// </summary>
public sealed class KeyState
{
    internal KeyState(int features, PartialCount ofTenant) => (Memory, OfTenant) = (new FeatureState?[features], ofTenant);

    /// <summary>Time of the newest event or deadline that was processed, microseconds since 1970. What is older comes too late.</summary>
    public long Through { get; internal set; } = long.MinValue;

    /// <summary>Arrival of its newest event.</summary>
    public long LastArrival { get; internal set; } = long.MinValue;

    /// <summary>Events that wait for their turn.</summary>
    public int Waiting { get; internal set; }

    /// <summary>Unfinished matches.</summary>
    public int Partials { get; internal set; }

    /// <summary>When the first deadline of an unfinished match is; <see cref="long.MaxValue"/> without any.</summary>
    public long NextDeadline { get; internal set; } = long.MaxValue;

    /// <summary>When the first deadline of an unfinished match is, or the time of the first event that waits, whichever comes first: up to then there is nothing to process; <see cref="long.MaxValue"/> for neither.</summary>
    public long DueAt { get; internal set; } = long.MaxValue;

    /// <summary>When the time of the first unfinished match is over; <see cref="long.MaxValue"/> without any.</summary>
    internal long NextEnd { get; set; } = long.MaxValue;

    /// <summary>Unfinished matches of all keys of its tenant.</summary>
    internal PartialCount OfTenant { get; }

    /// <summary>Symbol of its tenant.</summary>
    public int Tenant { get; internal init; }

    internal FeatureState?[] Memory { get; }

    internal int[] Pending { get; set; } = [];

    internal Partial[] Open { get; set; } = [];

    /// <summary>Hour of event time in which it was said last that a limit was hit.</summary>
    internal long LimitHour { get; set; } = long.MinValue;
}
