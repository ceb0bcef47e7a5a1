namespace Analytics.Processing.Patterns.Compilation;

/// <summary>What an event must be to take a place in a match, or to end one.</summary>
/// <param name="id">Its number among the checks of its key.</param>
/// <param name="types">Events that it may be.</param>
/// <param name="shared">Shared conditions that must hold.</param>
/// <param name="own">What must hold that depends on the events matched before; null for nothing.</param>
/// <param name="columns">Columns that its conditions look at.</param>
/// <param name="features">Features that they ask.</param>
internal sealed class Check(int id, IReadOnlyList<string> types, int[] shared, Func<RuleScope, bool>? own, IReadOnlySet<int> columns, IReadOnlySet<int> features)
{
    public int Id => id;

    public IReadOnlyList<string> Types => types;

    public int[] Shared => shared;

    public Func<RuleScope, bool>? Own => own;

    public IReadOnlySet<int> Columns => columns;

    public IReadOnlySet<int> Features => features;
}
