using System.Text.Json;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Tests.Decoding;

/// <summary>What the decoder should say about personal values, found by the framework's reader in the properties that it made.</summary>
internal static class PersonalReference
{
    private const int MostListed = 16;

    /// <summary>Checks list and flags of a row; returns how many values were listed.</summary>
    public static int Check(OneEvent read, ReadOnlySpan<byte> sent, string story)
    {
        var row = read.Row;
        if (row.Flags.HasFlag(EventFlags.Plain)) Assert.True(sent.IndexOfAny("@\\"u8) < 0, story + ": not plain");
        List<PersonalValue> expected = [];
        var isWhole = row.Properties.IsEmpty || TryFind(read.Bytes(row.Properties), row.Properties.Offset, expected);
        Assert.True(row.Flags.HasFlag(EventFlags.PersonalProperties) == (!isWhole || expected.Count > 0), $"{story}: {row.Flags}");
        if (!isWhole || expected.Count > MostListed) expected.Clear();
        Assert.True(read.Personal.SequenceEqual(expected.ToArray()), $"{story}: expected {string.Join(", ", expected)}");
        return expected.Count;
    }

    /// <summary>False when one is an object, an array, or a text with escapes.</summary>
    private static bool TryFind(ReadOnlySpan<byte> json, int offset, List<PersonalValue> found)
    {
        var reader = new Utf8JsonReader(json);
        var isWhole = true;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var kind = PersonalNames.Classify(System.Text.Encoding.UTF8.GetBytes(reader.GetString()!));
            if (kind == PersonalKind.None) continue;
            var value = reader;
            value.Read();
            if (value.TokenType is JsonTokenType.Null or JsonTokenType.True or JsonTokenType.False) continue;
            isWhole &= value.TokenType is JsonTokenType.String or JsonTokenType.Number && !value.ValueIsEscaped;
            var start = (int)value.TokenStartIndex;
            found.Add(new PersonalValue(offset + start, (int)value.BytesConsumed - start, kind));
        }

        return isWhole;
    }
}
