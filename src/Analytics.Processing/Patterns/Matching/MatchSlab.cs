namespace Analytics.Processing.Patterns.Matching;

/// <summary>Nodes of unfinished matches. One thread; allocates only when more are held than ever before.</summary>
internal sealed class MatchSlab(EventSlab events)
{
    private MatchNode[] _nodes = new MatchNode[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;

    public ref MatchNode this[int at] => ref _nodes[at];

    /// <summary>A node, used once; it holds its event and its parent.</summary>
    public int Add(int parent, int captured, int position, int name, int repetition)
    {
        var at = _freeCount > 0 ? _free[--_freeCount] : _used++;
        if (at == _nodes.Length)
        {
            Array.Resize(ref _nodes, at * 2);
            Array.Resize(ref _free, at * 2);
        }

        _nodes[at] = new MatchNode { Parent = parent, Event = captured, Uses = 1, Position = (short)position, Name = (short)name, Repetition = repetition };
        events.Hold(captured);
        if (parent >= 0) _nodes[parent].Uses++;
        return at;
    }

    /// <summary>One use more.</summary>
    public void Hold(int at) => _nodes[at].Uses++;

    /// <summary>One use less; the last one frees the node, its event and what only it leads to.</summary>
    public void Release(int at)
    {
        while (at >= 0 && --_nodes[at].Uses == 0)
        {
            events.Release(_nodes[at].Event);
            _free[_freeCount++] = at;
            at = _nodes[at].Parent;
        }
    }

    /// <summary>The first node of a match.</summary>
    public int First(int at)
    {
        while (_nodes[at].Parent >= 0) at = _nodes[at].Parent;
        return at;
    }

    /// <summary>The nodes of a match, first to last.</summary>
    public void List(int at, List<int> nodes)
    {
        nodes.Clear();
        for (; at >= 0; at = _nodes[at].Parent) nodes.Add(at);
        nodes.Reverse();
    }
}
