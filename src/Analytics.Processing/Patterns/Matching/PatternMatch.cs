using Analytics.Contracts.Hashing;
using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>A match of a rule. Reused: valid while it is reported.</summary>
public sealed class PatternMatch
{
    private readonly PatternMatcher _matcher;
    private readonly List<int> _nodes = [];

    internal PatternMatch(PatternMatcher matcher) => _matcher = matcher;

    /// <summary>The rule.</summary>
    public CompiledRule Rule { get; private set; } = null!;

    /// <summary>When it was complete: time of its last event, or the deadline that passed, microseconds since 1970.</summary>
    public long At { get; private set; }

    /// <summary>Time of its first event.</summary>
    public long FirstAt => Slab.Time(EventAt(0));

    /// <summary>Number of its events.</summary>
    public int Count => _nodes.Count == 0 ? 1 : _nodes.Count;

    /// <summary>Hash of the rule, its version and the matched events: the same in every replay.</summary>
    public ulong Identity
    {
        get
        {
            var hash = KeyHash.Combine(Rule.NameHash, Rule.Version);
            for (var i = 0; i < Count; i++) hash = KeyHash.Combine(hash, Slab.Identity(EventAt(i)));
            return hash;
        }
    }

    internal EventSlab Slab => _matcher.Events;

    private int Single { get; set; }

    /// <summary>Position of an event in the log, by its place in the match.</summary>
    public long OffsetOf(int index) => Slab.Sequence(EventAt(index));

    /// <summary>Time of an event, microseconds since 1970.</summary>
    public long TimeOf(int index) => Slab.Time(EventAt(index));

    /// <summary>The name that the rule gives to an event; null for none.</summary>
    public string? NameOf(int index)
    {
        var name = _nodes.Count == 0 ? Rule.Automaton.Positions[Rule.Automaton.Starts[0].Target].Name : _matcher.Nodes[_nodes[index]].Name;
        return name < 0 ? null : Rule.Automaton.Names[name];
    }

    /// <summary>Writes what the conditions saw: each event with its values, and what was remembered of the key. One JSON object.</summary>
    public void WriteEvidence(System.Text.Json.Utf8JsonWriter json) => MatchEvidence.Write(this, _matcher, json);

    internal int EventAt(int index) => _nodes.Count == 0 ? Single : _matcher.Nodes[_nodes[index]].Event;

    internal IReadOnlyList<int> NodesOf => _nodes;

    internal PatternMatch Of(CompiledRule rule, int node, long at)
    {
        (Rule, At) = (rule, at);
        _matcher.Nodes.List(node, _nodes);
        return this;
    }

    internal PatternMatch OfOne(CompiledRule rule, int captured, long at)
    {
        (Rule, At, Single) = (rule, at, captured);
        _nodes.Clear();
        return this;
    }
}
