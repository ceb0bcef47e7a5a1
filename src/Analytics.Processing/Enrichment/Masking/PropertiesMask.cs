using System.Text.Json;
using Analytics.Contracts.Tenants;

namespace Analytics.Processing.Enrichment.Masking;

/// <summary>
/// Rewrites a JSON object so that no personal value is left: values under personal names at any depth (whole objects and arrays too), and
/// e-mail addresses inside any text or name. What is dropped goes with its name. The result is valid JSON. One thread.
/// </summary>
internal sealed class PropertiesMask(PersonalValues values)
{
    /// <summary>Deepest nesting that is read; the decoder allows less.</summary>
    public const int MaxDepth = 512;

    private readonly ByteText _plain = new();
    private readonly ByteText _masked = new();

    /// <summary>True when there is an at sign, which JSON can write as itself or as one escape only.</summary>
    public static bool MayHoldEmail(ReadOnlySpan<byte> json)
    {
        var mark = json.IndexOfAny((byte)'@', (byte)'\\');
        return mark >= 0 && (json[mark..].Contains((byte)'@') || json[mark..].IndexOf("\\u0040"u8) >= 0);
    }

    /// <summary>Appends the masked object.</summary>
    /// <exception cref="JsonException">The bytes are no JSON; nothing of them may be kept.</exception>
    public void Append(ByteText target, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        AppendValue(target, ref reader);
    }

    private void AppendValue(ByteText target, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                AppendObject(target, ref reader);
                break;
            case JsonTokenType.StartArray:
                AppendArray(target, ref reader);
                break;
            case JsonTokenType.String:
                AppendText(target, Plain(ref reader), reader.ValueSpan);
                break;
            default:
                target.Append(reader.ValueSpan);
                break;
        }
    }

    private void AppendObject(ByteText target, ref Utf8JsonReader reader)
    {
        target.Append((byte)'{');
        var empty = target.Length;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var before = target.Length;
            if (before > empty) target.Append((byte)',');
            var name = Plain(ref reader);
            var kind = PersonalNames.Classify(name);
            AppendText(target, name, reader.ValueSpan);
            target.Append((byte)':');
            reader.Read();
            var isMasked = values.ActionFor(kind) != MaskingAction.Keep && IsPersonal(reader.TokenType);
            if (!isMasked) AppendValue(target, ref reader);
            else if (!AppendPersonal(target, ref reader, kind)) target.Length = before;
        }

        target.Append((byte)'}');
    }

    private void AppendArray(ByteText target, ref Utf8JsonReader reader)
    {
        target.Append((byte)'[');
        for (var count = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (count > 0) target.Append((byte)',');
            AppendValue(target, ref reader);
        }

        target.Append((byte)']');
    }

    // Whether there is one at all says nothing about a person.
    private static bool IsPersonal(JsonTokenType type) => type is not (JsonTokenType.Null or JsonTokenType.True or JsonTokenType.False);

    /// <summary>Appends what is left of a value under a personal name as a JSON text; false when that is nothing.</summary>
    private bool AppendPersonal(ByteText target, ref Utf8JsonReader reader, PersonalKind kind)
    {
        ReadOnlySpan<byte> value;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _plain.Length = 0;
            AppendRaw(_plain, ref reader);
            value = _plain.Written;
        }
        else
        {
            value = reader.TokenType == JsonTokenType.String ? Plain(ref reader) : reader.ValueSpan;
        }

        if (values.ActionFor(kind) == MaskingAction.Drop) return false;
        _masked.Length = 0;
        values.Append(_masked, value, kind);
        AppendQuoted(target, _masked.Written);
        return true;
    }

    /// <summary>Appends the tokens of an object or array as they stand, but for white space.</summary>
    private static void AppendRaw(ByteText target, ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        do
        {
            var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
            if (isText) target.Append((byte)'"');
            target.Append(reader.ValueSpan);
            if (isText) target.Append((byte)'"');
            target.Append((byte)(reader.TokenType == JsonTokenType.PropertyName ? ':' : ','));
        }
        while ((reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray) || reader.CurrentDepth > depth) && reader.Read());
    }

    /// <summary>Appends a text: as it was written, unless an address in it is masked.</summary>
    private void AppendText(ByteText target, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> written)
    {
        if (!values.MasksEmail || !EmailText.IsIn(plain))
        {
            target.Append((byte)'"');
            target.Append(written);
            target.Append((byte)'"');
            return;
        }

        _masked.Length = 0;
        values.AppendText(_masked, plain);
        AppendQuoted(target, _masked.Written);
    }

    private ReadOnlySpan<byte> Plain(scoped ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        _plain.Length = 0;
        var room = _plain.Extend(reader.ValueSpan.Length);
        _plain.Length = reader.CopyString(room);
        return _plain.Written;
    }

    private static void AppendQuoted(ByteText target, ReadOnlySpan<byte> text)
    {
        target.Append((byte)'"');
        foreach (var c in text)
        {
            if (c is (byte)'"' or (byte)'\\')
            {
                target.Append((byte)'\\');
                target.Append(c);
            }
            else if (c < 0x20)
            {
                target.Append("\\u00"u8);
                target.Append((byte)(c >> 4 == 0 ? '0' : '1'));
                target.Append("0123456789abcdef"u8[c & 15]);
            }
            else
            {
                target.Append(c);
            }
        }

        target.Append((byte)'"');
    }
}
