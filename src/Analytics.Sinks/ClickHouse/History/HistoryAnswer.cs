using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>
/// One answer with events of several partitions, in the order of the log: the store keeps them in another one, and sorting numbers here costs it a fraction of sorting rows there. Reused for other answers once
/// every partition's part was let go. One thread at a time.
/// </summary>
internal sealed class HistoryAnswer
{
    private readonly SymbolHistoryColumn _topics = new();
    private readonly NumberHistoryColumn<int> _partitions = new("Int32");
    private readonly NumberHistoryColumn<long> _offsets = new("Int64");
    private readonly HistoryColumn[] _columns;
    private readonly int _tenant;
    private int[] _order = [];
    private long[] _keys = [];
    private int[] _rangeOf = [];
    private int[] _ends = [];

    public HistoryAnswer(HistorySelection selection)
    {
        var wanted = HistoryFields.Of(selection.Fields);
        _tenant = Symbols.Intern(selection.Tenant);
        _columns = [.. wanted.Select(one => one.Column)];
        Select = $"topic, partition, offset, {string.Join(", ", wanted.Select(one => one.Expression))}";
    }

    /// <summary>What is asked, in the order in which the answer must have it.</summary>
    public string Select { get; }

    /// <summary>The answer's bytes.</summary>
    public RecordBatch Bytes { get; } = new();

    /// <summary>Partitions whose part is in use.</summary>
    public int Users { get; set; }

    /// <summary>Reads the answer.</summary>
    /// <exception cref="InvalidDataException">It is not what was asked for.</exception>
    public void Read(IReadOnlyList<HistoryRange> ranges)
    {
        HistoryColumn[] all = [_topics, _partitions, _offsets, .. _columns];
        foreach (var column in all) column.Clear();
        var input = new NativeInput(Bytes.Buffer.AsSpan(0, Bytes.Length));
        while (!input.IsAtEnd)
        {
            var (columns, rows) = (input.Count(), input.Count());
            if (columns == 0) continue;
            if (columns != all.Length) throw new InvalidDataException($"ClickHouse answered {columns} columns, expected {all.Length}.");
            foreach (var column in all) column.Read(ref input, rows);
        }

        Sort(ranges);
    }

    /// <summary>The rows of a partition, as numbers of rows of the answer.</summary>
    public (int From, int To) RowsOf(int range) => (range == 0 ? 0 : _ends[range - 1], _ends[range]);

    /// <summary>Puts rows into a batch, which is reset.</summary>
    public void Fill(EventBatch batch, int from, int to)
    {
        const int InFirstCache = 64;
        batch.Reset(Bytes);
        for (var i = from; i < to; i++)
        {
            ref var row = ref batch.Add();
            (row.Tenant, row.Offset) = (_tenant, _keys[i]);
        }

        var answer = Bytes.Buffer.AsSpan(0, Bytes.Length);
        for (var at = 0; at < batch.Count; at += InFirstCache)
        {
            var rows = batch.Rows.Slice(at, Math.Min(InFirstCache, batch.Count - at));
            var order = _order.AsSpan(from + at, rows.Length);
            foreach (var column in _columns) column.Fill(rows, order, answer);
        }
    }

    private void Sort(IReadOnlyList<HistoryRange> ranges)
    {
        var offsets = _offsets.Values;
        if (_order.Length < offsets.Length) (_order, _keys, _rangeOf) = (new int[offsets.Length], new long[offsets.Length], new int[offsets.Length]);
        Count(ranges);

        // First where each partition begins; filling moves it to where it ends.
        for (int i = 0, start = 0; i < _ends.Length; i++) (_ends[i], start) = (start, start + _ends[i]);
        for (var i = 0; i < offsets.Length; i++)
        {
            var at = _ends[_rangeOf[i]]++;
            (_order[at], _keys[at]) = (i, offsets[i]);
        }

        for (var i = 0; i < _ends.Length; i++)
        {
            var (from, to) = RowsOf(i);
            Array.Sort(_keys, _order, from, to - from);
        }
    }

    private void Count(IReadOnlyList<HistoryRange> ranges)
    {
        var numbers = ranges.Select((range, i) => ((Symbols.Intern(range.Topic), range.Partition), i)).ToDictionary();
        var topics = _topics.Values;
        var partitions = _partitions.Values;
        _ends = new int[ranges.Count];
        var (last, number) = ((-1, -1), 0);
        for (var i = 0; i < topics.Length; i++)
        {
            var place = (topics[i], partitions[i]);
            if (place != last) (last, number) = (place, numbers[place]);
            _rangeOf[i] = number;
            _ends[number]++;
        }
    }
}
