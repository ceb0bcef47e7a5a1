using Analytics.Contracts.Events;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse.History;

/// <summary>A column of an answer on its way back into rows. Values of all blocks of the answer lie one behind the other; memory is kept from answer to answer. One thread.</summary>
/// <param name="type">How the type of its values begins, as ClickHouse writes it.</param>
internal abstract class HistoryColumn(string type)
{
    /// <summary>Takes the values of one block.</summary>
    /// <exception cref="InvalidDataException">The answer has values of another type.</exception>
    public void Read(ref NativeInput input, int rows)
    {
        var name = input.Text();
        var found = System.Text.Encoding.UTF8.GetString(input.Text());
        if (!found.StartsWith(type, StringComparison.Ordinal)) throw new InvalidDataException($"ClickHouse answered {System.Text.Encoding.UTF8.GetString(name)} as {found}, expected {type}.");
        if (rows > 0) ReadBody(ref input, rows);
    }

    /// <summary>Forgets the values.</summary>
    public abstract void Clear();

    /// <summary>Puts values into rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="order">Which value each gets.</param>
    /// <param name="answer">The answer's bytes.</param>
    public abstract void Fill(Span<EventRow> rows, ReadOnlySpan<int> order, ReadOnlySpan<byte> answer);

    protected abstract void ReadBody(ref NativeInput input, int rows);
}
