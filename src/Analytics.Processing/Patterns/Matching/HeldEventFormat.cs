using System.Buffers.Binary;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.State;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>An event that a match holds, or that waits for its turn, as bytes: when and where it was, its type, and the columns that rules look at, each by a hash of what it is, so that other rules find those that they share.</summary>
internal sealed class HeldEventFormat(PatternMatcher matcher)
{
    /// <summary>Most bytes that <see cref="Write"/> takes.</summary>
    public int MostBytes(int held) =>
        5 * StateWriter.MostVarintBytes + 9 + Symbols.Utf8(matcher.Capture.NameOf(matcher.Events.Type(held)).Symbol).Length + matcher.Plan.Columns.Sum(column => 14 + TextBytes(held, column));

    /// <summary>Writes an event.</summary>
    public void Write(int held, ref StateWriter writer)
    {
        var events = matcher.Events;
        var (symbol, kind) = matcher.Capture.NameOf(events.Type(held));
        writer.SignedVarint(events.Time(held));
        writer.SignedVarint(events.Sequence(held));
        writer.UInt64(events.Identity(held));
        writer.Text(Symbols.Utf8(symbol));
        writer.Byte((byte)kind);
        var present = 0;
        foreach (var column in matcher.Plan.Columns) present += events.Value(held, column.Index) == column.Absent ? 0 : 1;
        writer.Varint((ulong)present);
        foreach (var column in matcher.Plan.Columns)
        {
            var value = events.Value(held, column.Index);
            if (value == column.Absent) continue;
            BinaryPrimitives.WriteUInt32LittleEndian(writer.Reserve(sizeof(uint)), column.Identity);
            writer.Byte((byte)column.Kind);
            if (column.Kind == ColumnKind.Symbol) writer.Text(Symbols.Utf8((int)value));
            else if (column.Kind != ColumnKind.Truth) writer.UInt64((ulong)value);
        }
    }

    /// <summary>Reads an event into the matcher's; columns that no rule of now had under the rules of then stay absent.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="written">How often the rules had been switched when it was written.</param>
    /// <param name="reader">Where it stands.</param>
    public int Read(int tenant, long written, ref StateReader reader)
    {
        var (time, sequence, identity) = (reader.SignedVarint(), reader.SignedVarint(), reader.UInt64());
        var symbol = Symbols.Intern(reader.Text());
        var kind = (EventKind)reader.Byte();
        var held = matcher.Events.Add(time, sequence, identity, matcher.Capture.NumberOf(symbol, kind, tenant));
        var values = matcher.Events.Values(held);
        foreach (var column in matcher.Plan.Columns) values[column.Index] = column.Absent;
        for (var left = reader.Count(ushort.MaxValue); left > 0; left--)
        {
            var column = BinaryPrimitives.ReadUInt32LittleEndian(reader.Raw(sizeof(uint)));
            var kept = (ColumnKind)reader.Byte();
            long value = kept switch
            {
                ColumnKind.Symbol => Symbols.Intern(reader.Text()),
                ColumnKind.Truth => 1,
                _ => (long)reader.UInt64(),
            };
            foreach (var one in matcher.Plan.Columns)
                if (one.Identity == column && one.Kind == kept && matcher.History.Kept(matcher.Plan.PartOf(one), written)) values[one.Index] = value;
        }

        return held;
    }

    private int TextBytes(int held, RuleColumn column) => column.Kind == ColumnKind.Symbol ? Symbols.Utf8((int)matcher.Events.Value(held, column.Index)).Length : 0;
}
