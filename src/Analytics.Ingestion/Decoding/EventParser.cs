using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// One pass over the JSON text of one event. Checks everything (RFC 8259, UTF-8, limits, duplicate keys), values that nobody reads included,
/// and notes where the known fields stand. Methods take and return positions; null means failed, with the story in <see cref="Failure"/>.
/// </summary>
internal sealed unsafe partial class EventParser(DecodingOptions options, ulong seed)
{
    private readonly UnknownKeys _unknownKeys = new(options.MaxFields, seed);
    private readonly KeyMemory _keys = new();
    private readonly PinnedScratch _scratch = new();
    private readonly int _maxStringBytes = options.MaxStringBytes;
    private readonly int _maxFields = options.MaxFields;
    private byte* _origin;
    private byte* _start;
    private byte* _end;
    private long _serial;
    private int _fields;
    private KeySet _propertyKeys;

    /// <summary>The known fields of the event.</summary>
    public FieldTokens Fields { get; } = new();

    /// <summary>The members of the event that are no known fields.</summary>
    public MemberList Others { get; } = new();

    /// <summary>The property object with its braces; empty when there is none.</summary>
    public Utf8Slice PropertyObject;

    /// <summary>Name of the property object.</summary>
    public Field PropertyField { get; private set; }

    /// <summary>True when the property object has members.</summary>
    public bool HasProperties { get; private set; }

    /// <summary>True after <see cref="AddMember"/>: names among the other members may then collide.</summary>
    public bool HasForeignMembers { get; private set; }

    /// <summary>What has a personal name among the members that are no known fields, and inside the properties.</summary>
    public PersonalMembers Personal { get; } = new();

    /// <summary>True when the event has neither an at sign nor an escape, which could be one; may be false because of its neighbour.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Reads the event that starts <paramref name="offset"/> bytes behind <paramref name="origin"/>. The bytes must not move until its fields are read.</summary>
    public bool Parse(byte* origin, int offset, int length)
    {
        _origin = origin;
        _start = origin + offset;
        _end = _start + length;
        Clear();
        if (!LookThrough(length) && !Utf8.IsValid(new ReadOnlySpan<byte>(_start, length))) return Refuse(RejectionReason.InvalidUtf8, "", "not valid UTF-8");
        var p = JsonText.SkipSpace(_start, _end);
        if (p >= _end) return Refuse(RejectionReason.MalformedJson, "", "nothing there");
        if (*p == 0xEF && length >= 3 && p[1] == 0xBB && p[2] == 0xBF) return Refuse(RejectionReason.InvalidUtf8, "", "starts with a byte-order mark");
        var isObject = *p == '{';
        p = isObject ? ReadObject(p, 1, Scope.Event) : ReadValue(p, 0, out _);
        if (p == null) return false;
        p = JsonText.SkipSpace(p, _end);
        if (p < _end) return Expected("the end", p) != null;
        return isObject || Refuse(RejectionReason.NotAnObject, "", "an event must be a JSON object");
    }

    /// <summary>The text of a string or number, its escapes resolved; valid until the next event.</summary>
    public byte* Text(in Token token, out int length)
    {
        length = token.Length;
        var text = _origin + token.Start;
        return token.Kind == TokenKind.EscapedText ? _scratch.Resolve(text, length, out length) : text;
    }

    private bool LookThrough(int length)
    {
        var isAscii = JsonText.IsAscii(_start, length, out var hasAt);
        IsPlain = !hasAt;
        return isAscii;
    }

    private void Clear()
    {
        Fields.Clear();
        Others.Clear();
        _scratch.Clear();
        _unknownKeys.StartEvent(_serial + 1);
        _propertyKeys = new KeySet { Serial = ++_serial };
        _fields = 0;
        PropertyObject = default;
        PropertyField = Field.Unknown;
        Personal.Clear();
        HasProperties = HasForeignMembers = false;
    }

    private byte* ReadObject(byte* p, int depth, Scope scope)
    {
        if (depth > options.MaxDepth) return TooDeep(p);
        var keys = new KeySet { Serial = ++_serial };
        var guess = _keys.Firsts + (int)scope;
        p = JsonText.SkipSpace(p + 1, _end);
        if (*p == '}' && p < _end) return p + 1;
        while (true)
        {
            var member = p;
            p = ReadKey(p, ref keys, scope, ref guess, out var field);
            if (p == null) return null;
            p = scope == Scope.Inner ? ReadValue(p, depth, out _) : ReadMember(member, p, depth, scope, field);
            if (p == null) return In(member);
            if (*p != ',') p = JsonText.SkipSpace(p, _end);
            if (p >= _end) return Expected("',' or '}'", p);
            if (*p == ',')
            {
                p = JsonText.SkipSpace(p + 1, _end);
                continue;
            }

            if (*p != '}') return Expected("',' or '}'", p);
            if (scope == Scope.Properties) _propertyKeys = keys;
            return p + 1;
        }
    }

    /// <summary>From the quote that opens a key to the first byte of its value.</summary>
    /// <param name="p">The quote.</param>
    /// <param name="keys">The object's keys.</param>
    /// <param name="scope">Where the object stands.</param>
    /// <param name="guess">Which key is expected here; becomes the place of the next guess.</param>
    /// <param name="field">The known field.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* ReadKey(byte* p, ref KeySet keys, Scope scope, ref KeyEntry** guess, out Field field)
    {
        var entry = *guess;
        if ((Vector256.Load(p) & entry->Mask) != entry->Text) return ReadOtherKey(p, ref keys, scope, ref guess, out field);
        guess = &entry->Next;
        field = entry->Field;
        if (!Admit(ref keys, field, p + 1, entry->Length, entry->Hash)) return null;
        p = JsonText.SkipSpace(p + entry->Length + 3, _end);
        if (entry->Personal != PersonalKind.None) NotePersonal(p, entry->Personal, scope, field);
        return p < _end ? p : Expected("a value", p);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* ReadOtherKey(byte* p, ref KeySet keys, Scope scope, ref KeyEntry** guess, out Field field)
    {
        field = Field.Unknown;
        if (p >= _end || *p != '"') return Expected("a key", p);
        var key = p + 1;
        var quote = JsonText.FindStringEnd(key, _end);
        var length = (int)(quote - key);
        var isEscaped = quote >= _end || *quote != '"';
        if (isEscaped && !TryReadEscapedKey(ref key, ref quote, ref length)) return null;
        if (length > _maxStringBytes) return TooLong(key);
        field = (Field)FieldNames.Table.Find(key, length);
        var hash = field == Field.Unknown ? _unknownKeys.Hash(key, length) : 0;
        var personal = PersonalNames.Classify(new ReadOnlySpan<byte>(key, length));
        if (!Admit(ref keys, field, key, length, hash)) return null;
        if (!isEscaped && quote + 1 < _end)
        {
            *guess = _keys.Learn(p, length, field, hash, personal);
            guess = &(*guess)->Next;
        }

        p = JsonText.SkipSpace(quote + 1, _end);
        if (p >= _end || *p != ':') return Expected("':'", p);
        p = JsonText.SkipSpace(p + 1, _end);
        if (personal != PersonalKind.None) NotePersonal(p, personal, scope, field);
        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Admit(ref KeySet keys, Field field, byte* key, int length, ulong hash)
    {
        if (++_fields > _maxFields) return TooManyFields();
        return (field == Field.Unknown ? _unknownKeys.Add(keys.Serial, key, length, hash) : keys.Add(field)) || Duplicate(key, length);
    }

    private bool TryReadEscapedKey(ref byte* key, ref byte* quote, ref int length)
    {
        IsPlain = false;
        quote = JsonEscapes.FindClosingQuote(quote, _end, out var reason, out var at);
        if (quote == null) return BadString(reason, at) != null;
        key = _scratch.Resolve(key, (int)(quote - key), out length);
        return true;
    }

    private byte* ReadMember(byte* member, byte* value, int depth, Scope scope, Field field)
    {
        byte* p;
        TokenKind kind;
        if (*value == '"') p = ReadText(value + 1, out kind);
        else if (*value == '{' && ScopeOf(scope, field) is var inner and not Scope.Inner) return ReadKnownObject(member, value, depth, scope, field, inner);
        else p = ReadValue(value, depth, out kind);
        if (p == null) return null;
        if (scope == Scope.Campaign) field = CampaignField(field, member);
        if (field == Field.Unknown)
        {
            if (scope == Scope.Event) Others.Add((int)(member - _origin), (int)(p - member));
        }
        else if (kind != TokenKind.Null)
        {
            var token = Fields.Add(scope == Scope.Campaign ? Scope.Context : scope, field);
            token->Member = (int)(member - _origin);
            token->Start = (int)(value - _origin) + (kind <= TokenKind.EscapedText ? 1 : 0);
            token->End = (int)(p - _origin);
            token->Kind = kind;
        }

        return p;
    }

    private byte* ReadKnownObject(byte* member, byte* value, int depth, Scope scope, Field field, Scope inner)
    {
        var p = ReadObject(value, depth + 1, inner);
        if (p == null) return null;
        if (inner == Scope.Properties)
        {
            PropertyField = field;
            SliceWriter.Put(out PropertyObject, (int)(value - _origin), (int)(p - value));
            HasProperties = *JsonText.SkipSpace(value + 1, p) != '}';
        }
        else if (scope == Scope.Event)
        {
            Others.Add((int)(member - _origin), (int)(p - member));
        }

        return p;
    }

    // The first property object is read for known fields and becomes the properties; a second one is a member like any other.
    private Scope ScopeOf(Scope scope, Field field)
    {
        if (scope == Scope.Event && field == Field.Context) return Scope.Context;
        if (scope == Scope.Event && field is >= Field.Metadata and <= Field.Properties && PropertyObject.IsEmpty) return Scope.Properties;
        if (scope == Scope.Context && field == Field.Page) return Scope.Context;
        return scope == Scope.Context && field == Field.CampaignName ? Scope.Campaign : Scope.Inner;
    }

    // A campaign's members have short names in the context object: name, source, medium.
    private static Field CampaignField(Field field, byte* member)
    {
        if (new ReadOnlySpan<byte>(member, 6).SequenceEqual("\"name\""u8)) return Field.UtmCampaign;
        if (new ReadOnlySpan<byte>(member, 8).SequenceEqual("\"medium\""u8)) return Field.UtmMedium;
        return field == Field.SourceName ? Field.UtmSource : Field.Unknown;
    }

    private byte* ReadValue(byte* p, int depth, out TokenKind kind)
    {
        kind = TokenKind.Null;
        if (p >= _end) return Expected("a value", p);
        switch (*p)
        {
            case (byte)'"':
                return ReadText(p + 1, out kind);
            case (byte)'{':
                kind = TokenKind.Object;
                return ReadObject(p, depth + 1, Scope.Inner);
            case (byte)'[':
                kind = TokenKind.Array;
                return ReadArray(p, depth + 1);
            case (byte)'t':
                kind = TokenKind.True;
                return ReadLiteral(p, "true"u8);
            case (byte)'f':
                kind = TokenKind.False;
                return ReadLiteral(p, "false"u8);
            case (byte)'n':
                return ReadLiteral(p, "null"u8);
            default:
                kind = TokenKind.Number;
                return ReadNumber(p);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* ReadText(byte* text, out TokenKind kind)
    {
        kind = TokenKind.Text;
        var quote = JsonText.FindStringEnd(text, _end);
        if (quote >= _end || *quote != '"')
        {
            kind = TokenKind.EscapedText;
            IsPlain = false;
            quote = JsonEscapes.FindClosingQuote(quote, _end, out var reason, out var at);
            if (quote == null) return BadString(reason, at);
        }

        return quote - text > _maxStringBytes ? TooLong(text) : quote + 1;
    }

    private byte* ReadArray(byte* p, int depth)
    {
        if (depth > options.MaxDepth) return TooDeep(p);
        p = JsonText.SkipSpace(p + 1, _end);
        if (*p == ']' && p < _end) return p + 1;
        while (true)
        {
            p = ReadValue(p, depth, out _);
            if (p == null) return null;
            p = JsonText.SkipSpace(p, _end);
            if (p >= _end) return Expected("',' or ']'", p);
            if (*p == ']') return p + 1;
            if (*p != ',') return Expected("',' or ']'", p);
            p = JsonText.SkipSpace(p + 1, _end);
        }
    }

    private byte* ReadNumber(byte* p)
    {
        var after = JsonText.SkipNumber(p, _end);
        if (after == null) return Expected("a value", p);
        var length = after - p;
        if (length > options.MaxNumberChars) return Fault(RejectionReason.NumberOutOfRange, p, $"a number of more than {options.MaxNumberChars} characters");
        return length < 5 || JsonText.IsFinite(p, (int)length) ? after : Fault(RejectionReason.NumberOutOfRange, p, "a number beyond the range of a double");
    }

    private byte* ReadLiteral(byte* p, ReadOnlySpan<byte> literal) =>
        _end - p >= literal.Length && literal.SequenceEqual(new ReadOnlySpan<byte>(p, literal.Length)) ? p + literal.Length : Expected("a value", p);
}
