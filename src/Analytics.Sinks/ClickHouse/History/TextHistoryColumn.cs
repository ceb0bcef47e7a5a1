using Analytics.Contracts.Events;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Texts, which stay where they are in the answer.</summary>
/// <param name="set">Puts one into a row.</param>
internal sealed class TextHistoryColumn(TextHistoryColumn.Setter set) : HistoryColumn("String")
{
    private Utf8Slice[] _values = [];
    private int _count;

    /// <summary>Puts a text of the answer into a row.</summary>
    internal delegate void Setter(ref EventRow row, Utf8Slice text, ReadOnlySpan<byte> answer);

    /// <inheritdoc/>
    public override void Clear() => _count = 0;

    /// <inheritdoc/>
    public override void Fill(Span<EventRow> rows, ReadOnlySpan<int> order, ReadOnlySpan<byte> answer)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var text = _values[order[i]];
            if (text.Length > 0) set(ref rows[i], text, answer);
        }
    }

    /// <inheritdoc/>
    protected override void ReadBody(ref NativeInput input, int rows)
    {
        if (_values.Length < _count + rows) Array.Resize(ref _values, Math.Max(_count + rows, _values.Length * 2));
        for (var i = 0; i < rows; i++)
        {
            var length = input.Count();
            _values[_count++] = new Utf8Slice(input.At, length);
            input.Bytes(length);
        }
    }
}
