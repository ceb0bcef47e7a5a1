using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding.CloudEvents;

/// <summary>
/// The CloudEvent (version 1.0, JSON) that a record holds: its attributes, from the record's headers (binary mode) or from its value (structured mode), and its data
/// as a JSON object. Everything derived is appended to the batch. One after the other; one thread at a time.
/// </summary>
internal sealed class CloudEvent(DecodingOptions options, EventParser parser)
{
    private const int MostAttributes = 64;

    /// <summary>The standard asks for 20 at most. With prefix and quote a name fits into the one vector that <see cref="JsonText.FindStringEnd"/> always reads.</summary>
    private const int LongestName = 28;
    private readonly CloudAttribute[] _attributes = new CloudAttribute[MostAttributes];
    private RecordBatch _records = null!;
    private int _count;

    /// <summary>What names the event everywhere: the source, <c>|</c> and the id, since ids are unique only within their source.</summary>
    public Utf8Slice Identity { get; private set; }

    /// <summary>The JSON object that is to be read as the event.</summary>
    public Utf8Slice Data { get; private set; }

    /// <summary>The attributes in the order in which they were sent.</summary>
    public Span<CloudAttribute> Attributes => _attributes.AsSpan(0, _count);

    /// <summary>Reads the CloudEvent of a record; false when it is none, with the reason in the parser's <see cref="EventParser.Failure"/>.</summary>
    public bool Open(RecordBatch records, in LogRecord record, RecordContext context)
    {
        (_records, _count, Data) = (records, 0, default);
        var isRead = context.IsStructured ? new CloudEnvelope(this, parser).Read(records, record.Value, context.ContentType) : ReadHeaders(record, context);
        return isRead && Check() && Compose();
    }

    /// <summary>The text of an attribute, marked as held by a column; empty when there is none.</summary>
    public Utf8Slice Take(ReadOnlySpan<byte> name)
    {
        var index = IndexOf(name);
        if (index < 0) return default;
        _attributes[index].IsTaken = true;
        return _attributes[index].Text;
    }

    /// <summary>True when there is an attribute of that name.</summary>
    public bool Has(ReadOnlySpan<byte> name) => IndexOf(name) >= 0;

    /// <summary>Adds an attribute; false when it may not be one.</summary>
    public bool Add(ReadOnlySpan<byte> name, Utf8Slice text, bool isText)
    {
        if (_count == MostAttributes) return parser.Refuse(RejectionReason.TooManyFields, "", $"more than {MostAttributes} attributes");
        if (name.Length is 0 or > LongestName || name.ContainsAnyExcept(NameBytes))
            return parser.Refuse(RejectionReason.InvalidValue, "", "the name of an attribute may have a-z and 0-9 only");
        if (Has(name)) return Refuse(RejectionReason.DuplicateKey, name, "the attribute is there twice");
        if (text.Length > options.MaxStringBytes) return Refuse(RejectionReason.InvalidValue, name, "too long");
        _attributes[_count++] = new CloudAttribute { Name = _records.Append(name), Text = text, IsText = isText };
        return true;
    }

    /// <summary>Takes a JSON text as the data: an object is the event itself, anything else becomes the property of the name given.</summary>
    public void SetData(ReadOnlySpan<byte> name, Utf8Slice json)
    {
        var text = _records.Bytes(json);
        if (name.SequenceEqual("data"u8) && text.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
        {
            Data = json;
            return;
        }

        var start = _records.Length;
        _records.Append("{"u8);
        if (!text.Trim(" \t\r\n"u8).IsEmpty)
        {
            JsonString.Append(_records, name);
            _records.Append(":"u8);
            _records.Append(text);
        }

        _records.Append("}"u8);
        Data = new Utf8Slice(start, _records.Length - start);
    }

    /// <summary>Notes why the event is refused.</summary>
    /// <returns>Always false.</returns>
    public bool Refuse(RejectionReason reason, ReadOnlySpan<byte> attribute, string detail) => parser.Refuse(reason, Encoding.UTF8.GetString(attribute), detail);

    private static readonly System.Buffers.SearchValues<byte> NameBytes =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."u8);

    private bool ReadHeaders(in LogRecord record, RecordContext context)
    {
        if (!context.ContentType.IsEmpty && !CloudContent.IsJson(_records.Bytes(context.ContentType)))
            return parser.Refuse(RejectionReason.InvalidValue, "datacontenttype", "expected JSON");
        var headers = _records.Bytes(record.Headers);
        var rest = headers;
        while (RecordHeaders.TryReadNext(ref rest, out var name, out var value))
        {
            if (!name.StartsWith(CloudContent.Prefix)) continue;
            name = name[CloudContent.Prefix.Length..];
            if (!System.Text.Unicode.Utf8.IsValid(value)) return Refuse(RejectionReason.InvalidUtf8, name, "not valid UTF-8");
            if (!Add(name, new Utf8Slice(record.Headers.Offset + headers.Length - rest.Length - value.Length, value.Length), isText: true)) return false;
        }

        SetData("data"u8, record.Value);
        return true;
    }

    private bool Check()
    {
        if (!IsRequired("specversion"u8) || !IsRequired("id"u8) || !IsRequired("source"u8) || !IsRequired("type"u8)) return false;
        if (!_records.Bytes(Find("specversion"u8)).SequenceEqual("1.0"u8)) return Refuse(RejectionReason.InvalidValue, "specversion"u8, "expected 1.0");
        return IsText("time"u8) && IsText("subject"u8);
    }

    private bool IsRequired(ReadOnlySpan<byte> name)
    {
        if (!Has(name)) return Refuse(RejectionReason.MissingField, name, "a CloudEvent needs this attribute");
        return IsText(name) && (!Find(name).IsEmpty || Refuse(RejectionReason.InvalidValue, name, "empty"));
    }

    private bool IsText(ReadOnlySpan<byte> name)
    {
        var index = IndexOf(name);
        if (index < 0) return true;
        if (!_attributes[index].IsText) return Refuse(RejectionReason.WrongType, name, "expected a text");
        return _records.Bytes(_attributes[index].Text).IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 || Refuse(RejectionReason.ControlCharacter, name, "holds a control character");
    }

    // What says how to read the event says nothing about it.
    private bool Compose()
    {
        var (source, id) = (Find("source"u8), Find("id"u8));
        if (source.Length + 1 + id.Length > options.MaxIdBytes) return Refuse(RejectionReason.InvalidValue, "id"u8, "with its source too long");
        Identity = new Utf8Slice(_records.Length, source.Length + 1 + id.Length);
        _records.Append(_records.Bytes(source));
        _records.Append("|"u8);
        _records.Append(_records.Bytes(id));
        foreach (ref var attribute in Attributes)
        {
            var name = _records.Bytes(attribute.Name);
            attribute.IsTaken = name.SequenceEqual("specversion"u8) || name.SequenceEqual("datacontenttype"u8);
            if (!attribute.IsTaken) attribute.Member = MemberOf(attribute, name);
        }

        return true;
    }

    // Masking finds personal data by the names of properties, so such an attribute keeps its own.
    private Utf8Slice MemberOf(in CloudAttribute attribute, ReadOnlySpan<byte> name)
    {
        var start = _records.Length;
        _records.Append("\""u8);
        if (PersonalNames.Classify(name) == PersonalKind.None) _records.Append(CloudContent.Prefix);
        _records.Append(name);
        _records.Append("\":"u8);
        if (attribute.IsText) JsonString.Append(_records, _records.Bytes(attribute.Text));
        else _records.Append(_records.Bytes(attribute.Text));
        return new Utf8Slice(start, _records.Length - start);
    }

    private Utf8Slice Find(ReadOnlySpan<byte> name) => _attributes[IndexOf(name)].Text;

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _count; i++)
            if (_records.Bytes(_attributes[i].Name).SequenceEqual(name)) return i;
        return -1;
    }
}
