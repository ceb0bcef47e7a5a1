namespace Analytics.Contracts.Checkpoints;

/// <summary>Offsets from <paramref name="From"/> up to, not including, <paramref name="To"/>.</summary>
/// <param name="From">First offset.</param>
/// <param name="To">Offset after the last.</param>
public readonly record struct OffsetRange(long From, long To)
{
    /// <summary>True when the offset lies inside.</summary>
    public bool Contains(long offset) => offset >= From && offset < To;
}
