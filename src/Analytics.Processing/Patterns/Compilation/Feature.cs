using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Compilation;

/// <summary>Something that is remembered of each key, shared by all rules that ask for it.</summary>
/// <param name="index">Its place among the features of its key.</param>
/// <param name="kind">What it is.</param>
/// <param name="label">Its normal form: what it is shared and found again by.</param>
/// <param name="types">Events that feed it.</param>
internal sealed class Feature(int index, FeatureKind kind, string label, IReadOnlyList<string> types)
{
    public int Index => index;

    public FeatureKind Kind => kind;

    public string Label => label;

    public IReadOnlyList<string> Types => types;

    /// <summary>What its stored state is found by.</summary>
    public ulong Identity { get; } = KeyHash.Compute(System.Text.Encoding.UTF8.GetBytes(label), 0xFEA7 + (ulong)kind);

    /// <summary>Shared conditions that an event must meet to feed it.</summary>
    public int[] Where { get; init; } = [];

    /// <summary>The value that it takes of an event, as a number; null when it takes none.</summary>
    public Func<RuleScope, double>? Number { get; init; }

    /// <summary>The value that it takes of an event, as a text's hash; null when it takes none.</summary>
    public Func<RuleScope, ulong>? Text { get; init; }

    /// <summary>How far back it looks, in microseconds; 0 without a bound.</summary>
    public long Span { get; init; }

    /// <summary>How many values it keeps, for a history.</summary>
    public int Last { get; init; }

    /// <summary>Columns that it looks at.</summary>
    public IReadOnlySet<int> Columns { get; init; } = new HashSet<int>();

    /// <summary>The column without which an event does not feed it; -1 when every event does.</summary>
    public int Requires { get; init; } = -1;

    /// <summary>Whether an event is taken in before conditions are asked about it. What compares an event with the past takes it in afterwards.</summary>
    public bool IncludesEvent => kind is FeatureKind.Window or FeatureKind.Distinct or FeatureKind.First;
}
