using System.Runtime.InteropServices;

namespace Analytics.Processing.Sessions;

/// <summary>One step of a session's path. Twelve bytes.</summary>
/// <param name="Order">Time of the event and its place among those of the same time, see <see cref="StepOrder"/>.</param>
/// <param name="Step">Number in the shard's <see cref="StepTable"/>.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct PathStep(long Order, int Step);
