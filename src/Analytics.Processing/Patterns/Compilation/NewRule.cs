namespace Analytics.Processing.Patterns.Compilation;

/// <summary>A rule that does not run yet as it is.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Plan">The rules that it comes with.</param>
/// <param name="Continues">Whether it goes on with what those remember that run; otherwise it lacks what only past events tell.</param>
public readonly record struct NewRule(CompiledRule Rule, KeyPlan Plan, bool Continues);
