using Analytics.Processing.State;

namespace Analytics.Processing.Sessions;

/// <summary>Reads the steps of a path in their order; for <c>foreach</c>.</summary>
/// <param name="steps">The steps as they are kept and stored: each how much later than the one before, as a varint, the length of its text in one byte, and the text.</param>
/// <param name="order">What the first step is later than.</param>
public ref struct PathReader(ReadOnlySpan<byte> steps, long order)
{
    private StateReader _reader = new(steps);
    private long _order = order;

    /// <summary>The step that was read last.</summary>
    public PathStep Current { get; private set; }

    /// <summary>Itself.</summary>
    public readonly PathReader GetEnumerator() => this;

    /// <summary>Reads the next step; false behind the last one.</summary>
    /// <exception cref="StateDamagedException">The bytes are not whole steps.</exception>
    public bool MoveNext()
    {
        if (_reader.AtEnd) return false;
        _order += (long)_reader.Varint();
        Current = new PathStep(_order, _reader.ShortText());
        return true;
    }
}
