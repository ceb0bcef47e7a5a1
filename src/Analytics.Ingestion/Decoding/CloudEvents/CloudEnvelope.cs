using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;

namespace Analytics.Ingestion.Decoding.CloudEvents;

/// <summary>Reads the JSON of structured mode: attributes and data side by side in one object.</summary>
internal readonly ref struct CloudEnvelope(CloudEvent target, EventParser parser)
{
    /// <summary>Deeper than any event may be: the depth of the data is judged when it is read.</summary>
    private const int MaxDepth = 1000;

    /// <summary>Fills the target from the value; false when it is no such object.</summary>
    public bool Read(RecordBatch records, Utf8Slice value, Utf8Slice contentType)
    {
        if (!CloudContent.IsJson(records.Bytes(contentType))) return parser.Refuse(RejectionReason.InvalidValue, "content-type", "expected " + CloudContent.Structured);
        var json = records.Bytes(value);
        if (!Utf8.IsValid(json)) return parser.Refuse(RejectionReason.InvalidUtf8, "", "not valid UTF-8");
        try
        {
            return Read(records, json, value.Offset);
        }
        catch (JsonException fault)
        {
            return parser.Refuse(RejectionReason.MalformedJson, "", $"not the JSON of a CloudEvent at byte {fault.BytePositionInLine ?? 0} of its line {fault.LineNumber ?? 0}");
        }
    }

    private bool Read(RecordBatch records, ReadOnlySpan<byte> json, int offset)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return parser.Refuse(RejectionReason.NotAnObject, "", "a CloudEvent must be a JSON object");
        Utf8Slice data = default, binary = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped) return parser.Refuse(RejectionReason.InvalidValue, "", "the name of an attribute may have a-z and 0-9 only");
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("data"u8) || name.SequenceEqual("data_base64"u8))
            {
                ref var part = ref name.Length == 4 ? ref data : ref binary;
                if (!part.IsEmpty) return target.Refuse(RejectionReason.DuplicateKey, name, "the key is in its object twice");
                part = ReadRaw(ref reader, offset);
            }
            else if (!ReadAttribute(ref reader, name, records))
            {
                return false;
            }
        }

        reader.Read();
        if (!data.IsEmpty && !binary.IsEmpty) return parser.Refuse(RejectionReason.InvalidValue, "data_base64", "stands beside data");
        if (binary.IsEmpty) target.SetData("data"u8, data);
        else target.SetData("data_base64"u8, binary);
        return true;
    }

    private static Utf8Slice ReadRaw(ref Utf8JsonReader reader, int offset)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Utf8Slice(offset + start, (int)reader.BytesConsumed - start);
    }

    private bool ReadAttribute(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, RecordBatch records)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String:
                return ReadText(ref reader, name, records);
            case JsonTokenType.True or JsonTokenType.False:
                return target.Add(name, records.Append(reader.ValueSpan), isText: false);
            case JsonTokenType.Number when reader.TryGetInt64(out _):
                return target.Add(name, records.Append(reader.ValueSpan), isText: false);
            case JsonTokenType.Number:
                return target.Refuse(RejectionReason.NumberOutOfRange, name, "expected a whole number");
            default:
                return target.Refuse(RejectionReason.WrongType, name, "an attribute is a text, a whole number, true or false");
        }
    }

    private bool ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, RecordBatch records)
    {
        try
        {
            var length = reader.CopyString(records.Reserve(reader.ValueSpan.Length));
            return target.Add(name, records.Commit(length), isText: true);
        }
        catch (InvalidOperationException)
        {
            return target.Refuse(RejectionReason.LoneSurrogate, name, "half of a surrogate pair");
        }
    }
}
