namespace Analytics.Processing.Patterns.Compilation;

/// <summary>A match that is complete, or what an unfinished one waits for.</summary>
/// <param name="accepts">Whether it is complete.</param>
/// <param name="exits">What may come; at most 64.</param>
internal sealed class RuleState(bool accepts, Transition[] exits)
{
    public bool Accepts => accepts;

    public Transition[] Exits => exits;

    /// <summary>All exits open.</summary>
    public ulong All { get; } = exits.Length == 64 ? ulong.MaxValue : (1UL << exits.Length) - 1;

    /// <summary>Those exits that wait for the end of the time.</summary>
    public ulong Deadlines { get; } = exits.Select((exit, i) => exit.Target == Transition.Deadline ? 1UL << i : 0).Aggregate(0UL, (all, one) => all | one);

    /// <summary>Hash of what it waits for; equal in another version of the rule when that did not change.</summary>
    public ulong Identity { get; set; }
}
