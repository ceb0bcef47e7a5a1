using System.Buffers.Text;
using System.Text.Json;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>Takes the properties that rules look at out of an event's JSON, in one pass. Of several names for the same the first in the event is taken. One thread.</summary>
internal sealed class PropertyCapture(KeyPlan plan)
{
    private const int MostTextBytes = 1024;
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1000 };
    private readonly byte[][] _keys = [.. plan.KeyColumns.Select(_ => new byte[MostTextBytes])];
    private readonly int[] _keyLengths = new int[plan.KeyColumns.Length];
    private readonly byte[] _text = new byte[MostTextBytes];

    /// <summary>Text of a part of the key.</summary>
    public ReadOnlySpan<byte> KeyText(int part) => _keys[part].AsSpan(0, _keyLengths[part]);

    /// <summary>Fills columns that are properties.</summary>
    public void Read(ReadOnlySpan<byte> json, RuleColumn[] columns, Span<long> values)
    {
        var reader = new Utf8JsonReader(json, Deep);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
        var left = 0;
        foreach (var column in columns)
            if (column.Source == EventColumn.Property) left++;
        while (left > 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = false;
            var name = reader;
            reader.Read();
            foreach (var column in columns)
            {
                if (column.Source != EventColumn.Property || values[column.Index] != column.Absent || !IsNamed(ref name, column)) continue;
                wanted = true;
                values[column.Index] = ValueOf(ref reader, column);
                if (values[column.Index] != column.Absent) left--;
            }

            if (!wanted || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) reader.Skip();
        }
    }

    private static bool IsNamed(ref Utf8JsonReader name, RuleColumn column)
    {
        foreach (var known in column.Properties)
            if (name.ValueTextEquals(known)) return true;
        return false;
    }

    private long ValueOf(ref Utf8JsonReader reader, RuleColumn column) => column.Kind switch
    {
        ColumnKind.Number => BitConverter.DoubleToInt64Bits(NumberOf(ref reader)),
        ColumnKind.Truth => IsTrue(ref reader) ? 1 : 0,
        _ => (long)HashOf(ref reader, column),
    };

    private double NumberOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.GetDouble();
        if (reader.TokenType != JsonTokenType.String) return double.NaN;
        var text = TextOf(ref reader);
        return Utf8Parser.TryParse(text, out double number, out var read) && read == text.Length ? number : double.NaN;
    }

    private bool IsTrue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.True) return true;
        if (reader.TokenType == JsonTokenType.Number) return reader.GetDouble() != 0;
        return reader.TokenType == JsonTokenType.String && (TextOf(ref reader).SequenceEqual("true"u8) || TextOf(ref reader).SequenceEqual("1"u8));
    }

    private ulong HashOf(ref Utf8JsonReader reader, RuleColumn column)
    {
        if (reader.TokenType is JsonTokenType.Null or JsonTokenType.StartObject or JsonTokenType.StartArray) return 0;
        var text = TextOf(ref reader);
        for (var i = 0; i < plan.KeyColumns.Length; i++)
        {
            if (plan.KeyColumns[i] != column) continue;
            text.CopyTo(_keys[i]);
            _keyLengths[i] = text.Length;
        }

        return RuleScope.HashOf(text);
    }

    // Without escapes; what is longer than a kilobyte counts by its beginning.
    private ReadOnlySpan<byte> TextOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.ValueIsEscaped) return reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, MostTextBytes)];
        if (reader.ValueSpan.Length <= MostTextBytes) return _text.AsSpan(0, reader.CopyString(_text));
        return reader.ValueSpan[..MostTextBytes];
    }
}
