using System.Buffers.Binary;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// Events of one shard as Native blocks, one for each month of event time, because the table's partitions are months and only
/// an insert into one partition is atomic. Rows keep their order; blocks come in the order of months.
/// </summary>
/// <param name="shard">Whose events.</param>
/// <param name="payloads">Where payloads get their memory.</param>
internal sealed class EventsEncoder(ShardId shard, PayloadPool payloads) : ISinkEncoder
{
    private const long MicrosPerDay = 86_400_000_000;

    private readonly SortedDictionary<int, EventsBlock> _months = [];
    private readonly Stack<EventsBlock> _spare = new();
    private EventsBlock? _current;
    private long _currentFrom = long.MaxValue;
    private long _currentTo = long.MinValue;

    /// <inheritdoc/>
    public int Rows { get; private set; }

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public void Encode(EventBatch batch)
    {
        ReadOnlySpan<EventRow> rows = batch.Rows;
        while (!rows.IsEmpty)
        {
            var run = RunLength(rows);
            if (run == 0)
            {
                rows = rows[1..];
                continue;
            }

            _current!.Add(rows[..run], batch);
            Rows += run;
            rows = rows[run..];
        }

        Bytes = 0;
        foreach (var month in _months.Values) Bytes += month.Block.Size;
    }

    /// <inheritdoc/>
    public void Encode(EffectBatch effects)
    {
        // Derived rows have tables of their own.
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Cut()
    {
        if (Rows == 0) return default;
        var size = BlockPayload.HeaderSize;
        foreach (var month in _months.Values) size = checked(size + BlockPayload.BlockHeaderSize + month.Block.Size);
        var payload = payloads.Rent(size);
        BinaryPrimitives.WriteInt32LittleEndian(payload, _months.Count);
        var at = BlockPayload.HeaderSize;
        foreach (var (month, rows) in _months)
        {
            var length = rows.Block.Size;
            rows.Block.Write(BlockPayload.WriteHead(payload.AsSpan(at), month, rows.Block.Rows, length));
            at += BlockPayload.BlockHeaderSize + length;
        }

        Reset();
        return payload.AsMemory(0, size);
    }

    private void Reset()
    {
        foreach (var month in _months.Values)
        {
            month.Block.Clear();
            // A load of years of history uses many months; normal life needs two.
            if (_spare.Count < 2) _spare.Push(month);
        }

        _months.Clear();
        _current = null;
        _currentFrom = long.MaxValue;
        _currentTo = long.MinValue;
        Rows = 0;
        Bytes = 0;
    }

    // Rows from the first on that go into one block; 0 when the first is for no sink.
    private int RunLength(ReadOnlySpan<EventRow> rows)
    {
        if ((rows[0].Flags & EventFlags.SetAside) != 0) return 0;
        if (rows[0].Timestamp < _currentFrom || rows[0].Timestamp >= _currentTo) SwitchMonth(rows[0].Timestamp);
        var run = 1;
        while (run < rows.Length && (rows[run].Flags & EventFlags.SetAside) == 0
            && rows[run].Timestamp >= _currentFrom && rows[run].Timestamp < _currentTo) run++;
        return run;
    }

    private void SwitchMonth(long timestamp)
    {
        var day = (int)Math.DivRem(timestamp, MicrosPerDay).Quotient - (timestamp % MicrosPerDay < 0 ? 1 : 0);
        var date = DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + day);
        var first = new DateOnly(date.Year, date.Month, 1);
        _currentFrom = MicrosAt(first);
        _currentTo = MicrosAt(first.AddMonths(1));
        var month = (date.Year * 100) + date.Month;
        if (_months.TryGetValue(month, out _current)) return;
        _current = _spare.Count > 0 ? _spare.Pop() : new EventsBlock(shard);
        _months.Add(month, _current);
    }

    private static long MicrosAt(DateOnly date) => (date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * MicrosPerDay;
}
