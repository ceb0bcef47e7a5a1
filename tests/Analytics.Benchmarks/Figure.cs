namespace Analytics.Benchmarks;

/// <summary>One measured number.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The value, as measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Floor">What must be reached; null when nothing must.</param>
/// <param name="Goal">What we aim at.</param>
/// <param name="LowerIsBetter">True for times, memory and bytes.</param>
/// <param name="Peer">What was measured beside it in the same run, for people.</param>
internal sealed record Figure(
    string Name, double Value, string Unit, double? Floor = null, double? Goal = null, bool LowerIsBetter = false, string Peer = "")
{
    /// <summary>False when the floor is missed.</summary>
    public bool Ok => Floor is not { } floor || (LowerIsBetter ? Value <= floor : Value >= floor);

    /// <summary>True when the goal is reached.</summary>
    public bool ReachesGoal => Goal is { } goal && (LowerIsBetter ? Value <= goal : Value >= goal);
}
