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

    /// <summary>Names of those rules that lack something which only past events tell: new ones that remember something, and others under the same name. Without those that go on with what is remembered.</summary>
    /// <param name="rules">The rules of all lanes that are to run.</param>
    IReadOnlyList<string> Lacking(RuleSet rules);

    /// <summary>Where what rules would remember is gathered; null when none of them lives here.</summary>
    /// <param name="rules">The rules, no others.</param>
    IRulePast? PastFor(RuleSet rules);
}
