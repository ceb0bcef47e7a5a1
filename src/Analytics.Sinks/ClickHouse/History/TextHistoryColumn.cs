using Analytics.Contracts.Events;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>Texts, which stay where they are in the answer.</summary>
/// <param name="set">Puts one into a row.</param>
internal sealed class TextHistoryColumn(TextHistoryColumn.TextSetter set) : SizedHistoryColumn<Utf8Slice>("String", null)
{
    /// <summary>Puts a text of the answer into a row.</summary>
    internal delegate void TextSetter(ref EventRow row, Utf8Slice text, ReadOnlySpan<byte> answer);

    /// <inheritdoc/>
    public override void Fill(Span<EventRow> rows, ReadOnlySpan<int> order, ReadOnlySpan<byte> answer)
    {
        var values = Values;
        for (var i = 0; i < rows.Length; i++)
        {
            var text = values[order[i]];
            if (text.Length > 0) set(ref rows[i], text, answer);
        }
    }

    /// <inheritdoc/>
    protected override void ReadBody(ref NativeInput input, int rows)
    {
        foreach (ref var value in Add(rows))
        {
            var length = input.Count();
            value = new Utf8Slice(input.At, length);
            input.Bytes(length);
        }
    }
}
