using Analytics.Actors.Entities;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Rules;

/// <summary>A kind of entity whose behaviour is rules that may change while it lives.</summary>
public interface IRuledKind : IEntityKind
{
    /// <summary>
    /// Goes on under these rules: before anything is restored, and later between the last event under the former rules and the next checkpoint. What it remembers and the rules still have is kept.
    /// </summary>
    /// <param name="rules">The rules of all lanes.</param>
    /// <param name="history">Since when they have what states are stored by.</param>
    /// <param name="past">What of them is new would remember by now; null to begin with nothing.</param>
    void Run(RuleSet rules, RuleHistory history, IRulePast? past = null);

    /// <summary>Where what rules would remember is gathered for those of them that do not run as they are; null when all do.</summary>
    /// <param name="rules">The rules of all lanes that are to run.</param>
    IRulePast? PastFor(RuleSet rules);
}
