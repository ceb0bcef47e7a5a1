namespace Analytics.Processing.Time;

/// <summary>A stretch of time: from <paramref name="Start"/>, up to but not with <paramref name="End"/>; microseconds since 1970.</summary>
/// <param name="Start">First microsecond.</param>
/// <param name="End">Microsecond after the last.</param>
public readonly record struct TimeSpanBounds(long Start, long End)
{
    /// <summary>True when the time lies inside.</summary>
    public bool Contains(long timestamp) => timestamp >= Start && timestamp < End;
}
