using Analytics.Contracts.Events;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Past events of one partition, in the order of the log. One thread at a time, the same for all partitions of a reader.</summary>
public sealed class HistoryEvents
{
    private readonly HistoryReader _reader;
    private readonly int _number;
    private HistoryAnswer? _answer;
    private HistoryAnswer? _former;
    private int _at;
    private int _from;
    private int _to;

    internal HistoryEvents(HistoryReader reader, HistoryRange range, int number) => (_reader, Range, _number) = (reader, range, number);

    /// <summary>The partition.</summary>
    public HistoryRange Range { get; }

    /// <summary>The part of the answer at hand that was not read yet, from 0 to 1.</summary>
    internal double Left => _at == _to ? 0 : (double)(_to - _at) / (_to - _from);

    /// <summary>Puts the next events into a batch, which is reset; false at the end. They are valid until the next but one call, so that one batch can be filled while another one is worked on.</summary>
    /// <exception cref="Contracts.Stores.StoreUnavailableException">The store does not answer.</exception>
    /// <exception cref="ClickHouseException">The store refuses.</exception>
    public bool Read(EventBatch target, int most)
    {
        ArgumentNullException.ThrowIfNull(target);
        // Nobody works on what the last call but one gave any more.
        if (_former is not null) _reader.LetGo(_former);
        _former = null;
        while (_at == _to)
        {
            // One without events of this partition is in nobody's hands.
            if (_answer is { } done && _from == _to) _reader.LetGo(done);
            else _former = _answer ?? _former;
            _answer = _reader.Next(_number);
            if (_answer is null) return false;
            (_from, _to) = _answer.RowsOf(_number);
            _at = _from;
        }

        var end = Math.Min(_to, _at + most);
        _answer!.Fill(target, _at, end);
        _at = end;
        return true;
    }
}
