namespace Analytics.Processing.Patterns.Revisions;

/// <summary>Whether a rule runs, and whether anybody hears of it.</summary>
public enum RuleMode
{
    /// <summary>It does not run, and nothing is remembered for it.</summary>
    Off,

    /// <summary>It runs and its alerts are kept and counted, and nobody is told.</summary>
    Shadow,

    /// <summary>It runs, and its alerts go where alerts go.</summary>
    On,
}
