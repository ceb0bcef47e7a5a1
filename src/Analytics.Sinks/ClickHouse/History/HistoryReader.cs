namespace Analytics.Sinks.ClickHouse.History;

/// <summary>
/// Reads past events of several partitions, each in the order of the log, part by part: while one is worked on the next is asked for. The store has the events of all partitions together, so one question asks for
/// those of all that are about to need more. One thread at a time.
/// </summary>
public sealed class HistoryReader
{
    // A partition that has less than this ahead is asked for together with one that needs more.
    private const double Enough = 1.5;
    private readonly EventHistory _history;
    private readonly HistorySelection _selection;
    private readonly IReadOnlyList<HistoryRange> _ranges;
    private readonly Queue<HistoryStretch>[] _planned;
    private readonly Queue<HistoryAnswer>[] _ready;
    private readonly Stack<HistoryAnswer> _spare = new();
    private readonly CancellationToken _cancellation;
    private Task<(HistoryAnswer Answer, IReadOnlyList<int> For)>? _asked;

    internal HistoryReader(EventHistory history, HistorySelection selection, IReadOnlyList<HistoryRange> ranges, IEnumerable<IEnumerable<HistoryStretch>> stretches, CancellationToken cancellation)
    {
        (_history, _selection, _ranges, _cancellation) = (history, selection, ranges, cancellation);
        _planned = [.. stretches.Select(of => new Queue<HistoryStretch>(of))];
        _ready = [.. ranges.Select(_ => new Queue<HistoryAnswer>())];
        Partitions = [.. ranges.Select((range, i) => new HistoryEvents(this, range, i))];
    }

    /// <summary>The partitions, in the order in which they were named.</summary>
    public IReadOnlyList<HistoryEvents> Partitions { get; }

    /// <summary>The next answer that has events of a partition; null at its end. Blocks until it is there.</summary>
    internal HistoryAnswer? Next(int partition)
    {
        while (_ready[partition].Count == 0)
        {
            if (_asked is null && _planned[partition].Count == 0) return null;
            _asked ??= AskAsync(partition);
            var (answer, takers) = _asked.GetAwaiter().GetResult();
            _asked = null;
            answer.Read(_ranges);
            answer.Users = takers.Count;
            foreach (var taker in takers) _ready[taker].Enqueue(answer);
        }

        var next = _ready[partition].Dequeue();
        if (_asked is null && _ready[partition].Count == 0 && _planned[partition].Count > 0) _asked = AskAsync(partition);
        return next;
    }

    /// <summary>A partition needs an answer no more.</summary>
    internal void LetGo(HistoryAnswer answer)
    {
        if (--answer.Users == 0) _spare.Push(answer);
    }

    private async Task<(HistoryAnswer, IReadOnlyList<int>)> AskAsync(int partition)
    {
        var takers = Enumerable.Range(0, _ranges.Count).Where(i => _planned[i].Count > 0 && (i == partition || _ready[i].Count + Partitions[i].Left <= Enough)).ToList();
        var answer = _spare.TryPop(out var spare) ? spare : new HistoryAnswer(_selection);
        await _history.ReadAsync(_selection, answer, [.. takers.Select(taker => (_ranges[taker], _planned[taker].Dequeue()))], _cancellation);
        return (answer, takers);
    }
}
