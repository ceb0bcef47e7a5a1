namespace Analytics.Processing.Patterns.Compilation;

/// <summary>A place that events take in a match.</summary>
/// <param name="index">Its number.</param>
/// <param name="name">Number of its name among the rule's names; -1 without one.</param>
/// <param name="check">Which events.</param>
/// <param name="least">Least repetitions.</param>
/// <param name="most">Most repetitions.</param>
/// <param name="prefix">Hash of everything up to here, and of what decides about it: what unfinished matches of another version are kept by.</param>
internal sealed class Position(int index, int name, Check check, int least, int most, ulong prefix)
{
    public int Index => index;

    public int Name => name;

    public Check Check => check;

    public int Least => least;

    public int Most => most;

    public ulong Prefix => prefix;

    /// <summary>What may come, by <see cref="PhaseOf"/>. Filled when the pattern is complete.</summary>
    public RuleState[] States { get; } = new RuleState[3];

    /// <summary>What so many repetitions are: 0 for too few, 1 for enough and more allowed, 2 for no more allowed.</summary>
    public byte PhaseOf(int repetitions) => repetitions >= most ? (byte)2 : repetitions >= least ? (byte)1 : (byte)0;

    /// <summary>The state after so many repetitions.</summary>
    public RuleState StateOf(int repetitions) => States[PhaseOf(repetitions)];
}
