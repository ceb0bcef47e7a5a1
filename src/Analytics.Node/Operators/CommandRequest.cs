namespace Analytics.Node.Operators;

/// <summary>What <c>POST /execute</c> and <c>POST /complete</c> take.</summary>
/// <param name="Command">Name of the command.</param>
/// <param name="Values">Texts of its inputs by name; a flag is <c>["true"]</c>.</param>
/// <param name="Confirmed">The operator was asked, or said yes beforehand: a command that changes something does not run without.</param>
/// <param name="Input">Completion only: the input whose values are wanted.</param>
internal sealed record CommandRequest(string Command, IReadOnlyDictionary<string, IReadOnlyList<string>>? Values, bool Confirmed = false, string? Input = null);
