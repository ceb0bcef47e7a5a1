using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>A pattern as positions and the ways between them.</summary>
internal sealed class RuleAutomaton
{
    public required Position[] Positions { get; init; }

    /// <summary>How a match may begin.</summary>
    public required Transition[] Starts { get; init; }

    /// <summary>Names of the pattern.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required long WithinMicros { get; init; }

    public required SkipStrategy Skip { get; init; }

    /// <summary>Number of the name that is skipped to; -1 for none.</summary>
    public required int SkipTo { get; init; }

    /// <summary>Whether every match is one event.</summary>
    public bool IsSingle => Positions.All(position => position.States.All(state => state.Exits.Length == 0));

    /// <summary>Every check of it, guards included.</summary>
    public IEnumerable<Check> Checks => Positions.Select(position => position.Check)
        .Concat(Positions.SelectMany(position => position.States).SelectMany(state => state.Exits).SelectMany(exit => exit.Guards).Select(guard => guard.Check)).Distinct();

    /// <summary>Whether the very next event matters, whatever it is.</summary>
    public bool SeesAll => Positions.SelectMany(position => position.States).SelectMany(state => state.Exits)
        .Any(exit => exit.Link == Contiguity.Strict || exit.Guards.Any(guard => guard.OnlyNext));
}
