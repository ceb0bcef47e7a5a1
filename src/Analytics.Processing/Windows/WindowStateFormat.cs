using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Processing.State;

namespace Analytics.Processing.Windows;

/// <summary>The stored form of a window: names, not symbols, in the order of names, so that equal windows have equal bytes.</summary>
public static class WindowStateFormat
{
    private const byte Version = 1;
    private const byte OnTimeFlag = 1;
    private const byte UnemittedFlag = 2;
    private const byte ClosedFlag = 4;
    private const int MostBytesOfCell = 1 + 4 * StateWriter.MostVarintBytes + 17;

    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public static int MostBytes(WindowState window)
    {
        var size = 2 + 6 * StateWriter.MostVarintBytes + window.Users.StoredBytes;
        foreach (ref var cell in window.Cells.Slots)
        {
            if (cell.Key == 0) continue;
            size += MostBytesOfCell + Symbols.Utf8(WindowCellKey.Value(cell.Key)).Length + Symbols.Utf8(WindowCellKey.Currency(cell.Key)).Length;
        }

        return size;
    }

    /// <summary>Writes the state and returns its length.</summary>
    public static int Write(WindowState window, Span<byte> target, ref ulong[] scratch)
    {
        var writer = new StateWriter(target);
        writer.Byte(Version);
        writer.Byte((byte)((window.OnTime ? OnTimeFlag : 0) | (window.Unemitted ? UnemittedFlag : 0) | (window.Closed ? ClosedFlag : 0)));
        writer.SignedVarint(window.End);
        writer.SignedVarint(window.LastArrival);
        writer.Varint(window.Revision);
        writer.Varint((ulong)window.Events);
        window.Users.Write(ref writer);
        writer.Varint((ulong)window.Cells.Count);
        foreach (var key in window.Cells.SortedKeys(ref scratch)) WriteCell(ref writer, window.Cells.Of(key));
        return writer.Position;
    }

    /// <summary>Reads a stored state.</summary>
    /// <exception cref="StateDamagedException">The bytes are not a window's state.</exception>
    public static WindowState Read(WindowKey key, ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        reader.Expect(Version);
        var flags = reader.Byte();
        var window = new WindowState(key, reader.SignedVarint())
        {
            OnTime = (flags & OnTimeFlag) != 0,
            Unemitted = (flags & UnemittedFlag) != 0,
            Closed = (flags & ClosedFlag) != 0,
            LastArrival = reader.SignedVarint(),
            Revision = (uint)reader.Varint(),
            Events = (long)reader.Varint(),
        };
        window.Users.Read(ref reader);
        for (var left = reader.Count(state.Length); left > 0; left--) ReadCell(ref reader, window);
        return window;
    }

    private static void WriteCell(ref StateWriter writer, in WindowCell cell)
    {
        writer.Byte((byte)WindowCellKey.Dimension(cell.Key));
        writer.Text(Symbols.Utf8(WindowCellKey.Value(cell.Key)));
        writer.Text(Symbols.Utf8(WindowCellKey.Currency(cell.Key)));
        writer.Varint((ulong)cell.Events);
        writer.Sum(cell.AmountMicros);
    }

    private static void ReadCell(ref StateReader reader, WindowState window)
    {
        var dimension = (WindowDimension)reader.Byte();
        var value = Symbols.Intern(reader.Text());
        var currency = Symbols.Intern(reader.Text());
        ref var cell = ref window.Cells.Of(WindowCellKey.Of(dimension, value, currency));
        cell.Events = (long)reader.Varint();
        cell.AmountMicros = reader.Sum();
        cell.Changed = window.Unemitted;
    }
}
