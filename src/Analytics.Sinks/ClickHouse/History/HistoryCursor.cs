using System.Buffers.Binary;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>
/// Past events of one partition in the order of the log, read part by part; while one is worked on the next is asked for. Rows that <see cref="Fill"/> gave are valid until the next
/// <see cref="MoveAsync"/>. One thread at a time.
/// </summary>
public sealed class HistoryCursor
{
    private const int SymbolColumns = 13;
    private readonly EventHistory _history;
    private readonly HistorySelection _selection;
    private readonly HistoryColumn[] _columns;
    private readonly (int Offset, int Length, int Symbol)[] _symbols = new (int, int, int)[SymbolColumns];
    private readonly RecordBatch _records = new();
    private readonly int _tenant;
    private readonly long _step;
    private long _next;
    private Task<byte[]>? _asked;
    private byte[] _bytes = [];
    private int _at;

    internal HistoryCursor(EventHistory history, HistorySelection selection, HistoryRange range, int rowsAtOnce)
    {
        (_history, _selection, Range, _next) = (history, selection, range, range.First);
        _tenant = Symbols.Intern(selection.Tenant);
        _columns = [.. EventHistory.ColumnsOf(selection.Fields)];
        // Offsets are shared with other tenants, so as many rows lie in more offsets.
        _step = Math.Max(1, (long)Math.Ceiling((range.End - range.First) * (double)Math.Max(1, rowsAtOnce) / Math.Max(1, range.Rows)));
    }

    /// <summary>The partition.</summary>
    public HistoryRange Range { get; }

    /// <summary>Arrival of the next event, microseconds since 1970; <see cref="long.MaxValue"/> when <see cref="MoveAsync"/> must be called first.</summary>
    public long NextArrival => _at < _bytes.Length ? BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(_at)) : long.MaxValue;

    /// <summary>Makes sure that there is a next event; false when there is none any more.</summary>
    /// <exception cref="Contracts.Stores.StoreUnavailableException">The store does not answer.</exception>
    public async Task<bool> MoveAsync(CancellationToken cancellation)
    {
        while (_at >= _bytes.Length)
        {
            var asked = _asked ?? Ask(cancellation);
            if (asked is null) return false;
            _bytes = await asked;
            _asked = Ask(cancellation);
            _at = 0;
            Array.Clear(_symbols);
            _records.Use(_bytes, _bytes.Length);
        }

        return true;
    }

    /// <summary>Puts events into a batch: those of the part at hand that came up to an arrival, at least one.</summary>
    /// <param name="batch">The batch, which is reset.</param>
    /// <param name="arrival">Latest arrival, microseconds since 1970.</param>
    /// <param name="most">Most events.</param>
    /// <param name="offset">Added to each offset: where offsets of several partitions meet, a number of the partition in the high bits.</param>
    public void Fill(EventBatch batch, long arrival, int most, long offset)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Reset(_records);
        var values = new HistoryValues(_bytes, _at, _symbols);
        while (values.At < _bytes.Length && batch.Count < most && (batch.Count == 0 || BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(values.At)) <= arrival))
        {
            ref var row = ref batch.Add();
            foreach (var column in _columns) column.Read(ref values, ref row);
            row.Tenant = _tenant;
            row.Offset += offset;
        }

        _at = values.At;
    }

    private Task<byte[]>? Ask(CancellationToken cancellation)
    {
        if (_next >= Range.End) return null;
        var first = _next;
        _next = Math.Min(Range.End, first + _step);
        return _history.ReadAsync(_selection, Range, first, _next, cancellation);
    }
}
