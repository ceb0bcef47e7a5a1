using Analytics.Processing.Patterns.Compilation;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>
/// Complete matches that one event, or one deadline, has made, in the order in which they are reported: by rule, then by their events one by one, the earlier first.
/// Two of the same events are one: that which took the earlier positions.
/// </summary>
internal sealed class MatchCandidates(EventSlab events, MatchSlab nodes)
{
    private readonly List<(CompiledRule Rule, int Node)> _found = [];
    private readonly List<int> _left = [];
    private readonly List<int> _right = [];

    public int Count => _found.Count;

    public (CompiledRule Rule, int Node) this[int at] => _found[at];

    /// <summary>Adds a match and holds its newest node.</summary>
    public void Add(CompiledRule rule, int node)
    {
        nodes.Hold(node);
        _found.Add((rule, node));
    }

    public void Sort()
    {
        for (var i = 1; i < _found.Count; i++)
        {
            var one = _found[i];
            var at = i;
            for (; at > 0 && Compare(one, _found[at - 1]) < 0; at--) _found[at] = _found[at - 1];
            _found[at] = one;
        }

        var kept = 0;
        for (var i = 1; i < _found.Count; i++)
        {
            if (HaveSameEvents(_found[kept], _found[i])) Remove(i);
            else kept = i;
        }
    }

    /// <summary>Takes one out; the others keep their places.</summary>
    public void Remove(int at)
    {
        nodes.Release(_found[at].Node);
        _found[at] = (_found[at].Rule, -1);
    }

    public void Clear()
    {
        foreach (var (_, node) in _found)
            if (node >= 0) nodes.Release(node);
        _found.Clear();
    }

    private bool HaveSameEvents((CompiledRule Rule, int Node) a, (CompiledRule Rule, int Node) b)
    {
        if (a.Rule != b.Rule) return false;
        var (left, right) = (a.Node, b.Node);
        for (; left >= 0 && right >= 0; (left, right) = (nodes[left].Parent, nodes[right].Parent))
            if (nodes[left].Event != nodes[right].Event) return false;
        return left == right;
    }

    private int Compare((CompiledRule Rule, int Node) a, (CompiledRule Rule, int Node) b)
    {
        if (a.Rule != b.Rule) return a.Rule.Index.CompareTo(b.Rule.Index);
        nodes.List(a.Node, _left);
        nodes.List(b.Node, _right);
        var byPosition = 0;
        for (var i = 0; i < _left.Count && i < _right.Count; i++)
        {
            ref readonly var left = ref nodes[_left[i]];
            ref readonly var right = ref nodes[_right[i]];
            var order = events.Compare(left.Event, right.Event);
            if (order != 0) return order;
            if (byPosition == 0) byPosition = left.Position.CompareTo(right.Position);
        }

        return _left.Count != _right.Count ? _left.Count.CompareTo(_right.Count) : byPosition;
    }
}
