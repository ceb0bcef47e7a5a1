namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>
/// Finds, in one pass over a text, which of many expressions may match it: those one of whose required literals it contains, and those that
/// require none. Aho and Corasick's automaton over ASCII in lower case, as a full table. Never changes; any thread.
/// </summary>
internal sealed class LiteralIndex
{
    private const int Letters = 128;

    private readonly List<int[]> _moves = [new int[Letters]];
    private readonly List<List<int>> _found = [[]];
    private readonly ulong[] _always;
    private int[] _table = [];
    private int[][] _expressions = [];

    /// <param name="literals">For each expression its required literals in lower-case ASCII, or null.</param>
    public LiteralIndex(IReadOnlyList<IReadOnlyList<string>?> literals)
    {
        _always = new ulong[(literals.Count + 63) / 64];
        for (var expression = 0; expression < literals.Count; expression++)
        {
            if (literals[expression] is { } required) foreach (var literal in required) Add(literal, expression);
            else Set(_always, expression);
        }

        Complete();
    }

    /// <summary>Words that <see cref="Mark"/> needs for its bits.</summary>
    public int Words => _always.Length;

    /// <summary>Number of expressions that no text can rule out.</summary>
    public int AlwaysTried => _always.Sum(word => System.Numerics.BitOperations.PopCount(word));

    /// <summary>Sets bit i for each expression i that may match.</summary>
    public void Mark(ReadOnlySpan<char> text, Span<ulong> candidates)
    {
        _always.CopyTo(candidates);
        var state = 0;
        foreach (var c in text)
        {
            state = c < Letters ? _table[state + (c is >= 'A' and <= 'Z' ? c | 0x20 : c)] : 0;
            foreach (var expression in _expressions[state / Letters]) Set(candidates, expression);
        }
    }

    private static void Set(Span<ulong> bits, int index) => bits[index >> 6] |= 1UL << (index & 63);

    private void Add(string literal, int expression)
    {
        var state = 0;
        foreach (var c in literal)
        {
            if (_moves[state][c] == 0)
            {
                _moves[state][c] = _moves.Count;
                _moves.Add(new int[Letters]);
                _found.Add([]);
            }

            state = _moves[state][c];
        }

        _found[state].Add(expression);
    }

    /// <summary>Breadth first: a state's missing moves, and what it has found, come from its longest proper suffix.</summary>
    private void Complete()
    {
        var suffix = new int[_moves.Count];
        var waiting = new Queue<int>(_moves[0].Where(next => next != 0));
        while (waiting.TryDequeue(out var state))
        {
            _found[state].AddRange(_found[suffix[state]]);
            for (var c = 0; c < Letters; c++)
            {
                var next = _moves[state][c];
                var fallback = _moves[suffix[state]][c];
                if (next == 0)
                {
                    _moves[state][c] = fallback;
                    continue;
                }

                suffix[next] = fallback;
                waiting.Enqueue(next);
            }
        }

        _table = [.. _moves.SelectMany(moves => moves).Select(next => next * Letters)];
        _expressions = [.. _found.Select(found => found.Distinct().ToArray())];
        _moves.Clear();
        _found.Clear();
    }
}
