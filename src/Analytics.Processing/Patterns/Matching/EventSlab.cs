namespace Analytics.Processing.Patterns.Matching;

/// <summary>
/// Captured events of one shard and key plan: for each one its time, its place in the order, its identity, its type and its columns, eight bytes each, in one array. An event is
/// there as long as something counts it. One thread; allocates only when more events are held than ever before.
/// </summary>
internal sealed class EventSlab(int columns)
{
    private const int Head = 4;
    private readonly int _width = columns + Head;
    private long[] _cells = new long[64 * (columns + Head)];
    private int[] _uses = new int[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;

    /// <summary>Events held.</summary>
    public int Count => _used - _freeCount;

    /// <summary>Memory in bytes.</summary>
    public long Bytes => (long)_cells.Length * sizeof(long);

    /// <summary>Room for an event, used once.</summary>
    public int Add(long time, long sequence, ulong identity, int type)
    {
        var at = _freeCount > 0 ? _free[--_freeCount] : _used++;
        if (at == _uses.Length)
        {
            Array.Resize(ref _uses, at * 2);
            Array.Resize(ref _free, at * 2);
            Array.Resize(ref _cells, at * 2 * _width);
        }

        _uses[at] = 1;
        var cells = _cells.AsSpan(at * _width);
        (cells[0], cells[1], cells[2], cells[3]) = (time, sequence, (long)identity, type);
        return at;
    }

    public long Time(int at) => _cells[at * _width];

    public long Sequence(int at) => _cells[at * _width + 1];

    public ulong Identity(int at) => (ulong)_cells[at * _width + 2];

    /// <summary>Number of its type, see <see cref="EventCapture"/>.</summary>
    public int Type(int at) => (int)_cells[at * _width + 3];

    public long Value(int at, int column) => _cells[at * _width + Head + column];

    /// <summary>The columns of an event.</summary>
    public Span<long> Values(int at) => _cells.AsSpan(at * _width + Head, columns);

    /// <summary>One more use.</summary>
    public void Hold(int at) => _uses[at]++;

    /// <summary>One use less; the last one frees the room.</summary>
    public void Release(int at)
    {
        if (--_uses[at] == 0) _free[_freeCount++] = at;
    }

    /// <summary>Whether an event comes before another: by time, then by position in the log.</summary>
    public bool IsBefore(int a, int b) => Compare(a, b) < 0;

    public int Compare(int a, int b)
    {
        var byTime = Time(a).CompareTo(Time(b));
        return byTime != 0 ? byTime : Sequence(a).CompareTo(Sequence(b));
    }
}
