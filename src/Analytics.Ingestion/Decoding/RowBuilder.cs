using System.Runtime.CompilerServices;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding;

/// <summary>From the fields of one event to the canonical row: type, shape, tenant, who, what, when, how much, where, the rest.</summary>
internal sealed unsafe class RowBuilder
{
    private readonly DecodingOptions _options;
    private readonly EventParser _parser;
    private readonly FieldTokens _fields;
    private readonly SymbolCache _symbols;
    private readonly EventIdentity _identity;
    private readonly TenantReader _tenant;
    private readonly TimeReader _time;
    private readonly AmountReader _amount;
    private readonly PropertyWriter _properties;
    private RecordBatch _records = null!;
    private Field _typeField;
    private byte* _type;
    private int _typeLength;

    public RowBuilder(DecodingOptions options, ITenantDirectory tenants, EventParser parser, EventIdentity identity, DistinctValues? distinct)
    {
        _options = options;
        _parser = parser;
        _fields = parser.Fields;
        _symbols = new SymbolCache(options, distinct);
        _identity = identity;
        _tenant = new TenantReader(options, parser, _symbols);
        _time = new TimeReader(options, tenants, parser);
        _amount = new AmountReader(parser, _symbols);
        _properties = new PropertyWriter(parser);
    }

    /// <summary>The batch that the events to come are in.</summary>
    public void Start(RecordBatch records) => _records = records;

    /// <summary>Fills the row of the event that the parser has read; false when the event is refused.</summary>
    public bool Build(ref EventRow row, RecordContext context, byte* origin)
    {
        if (!ReadType(ref row, context) || !_tenant.Read(ref row, context, origin) || !ReadTypeSymbol(ref row)) return false;
        if (!ReadIds(ref row, context) || !_time.Read(ref row) || !_amount.Read(ref row) || !ReadSymbols(ref row)) return false;
        ReadSubject(ref row);
        ReadPlaces(ref row, context);
        _properties.Write(ref row, _records, origin);
        Identify(ref row);
        return true;
    }

    private bool ReadType(ref EventRow row, RecordContext context)
    {
        if (!_fields.TryFind(Scope.Event, Group.Type, out var field))
            return _parser.Refuse(RejectionReason.MissingField, context.Shape == EventShape.Shop ? "eventType" : "event_type", "an event needs a type");
        ref readonly var token = ref _fields[Scope.Event, field];
        if (!token.IsText) return _parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text");
        var text = _parser.Text(token, out var length);
        _typeField = field;
        _type = text;
        _typeLength = length;
        row.Shape = context.Shape != EventShape.Auto ? context.Shape : ShapeRecognition.Recognise(_parser, new ReadOnlySpan<byte>(text, length));
        return true;
    }

    // The type's symbol is counted for its tenant, so it waits until the tenant is known.
    private bool ReadTypeSymbol(ref EventRow row)
    {
        if (_symbols.Find(SymbolColumn.Type, row.Tenant, _type, _typeLength, out row.Type, out row.Kind) is { } reason)
            return Refuse(reason, _typeField);
        _fields.Take(Scope.Event, _typeField);
        return true;
    }

    private bool ReadIds(ref EventRow row, RecordContext context)
    {
        if (!TryTakeId(Group.Id, out row.EventId)) return false;
        if (row.EventId.IsEmpty && row.Shape != EventShape.Ticketing && !TryTakeId(Group.EventId, out row.EventId)) return false;
        if (row.EventId.IsEmpty) row.EventId = context.AssignedId;
        if (!TryTakeId(Group.User, out row.UserId)) return false;
        if (row.UserId.IsEmpty)
        {
            if (!TryTakeId(Group.UserEmail, out row.UserId)) return false;
            if (row.UserId.IsEmpty && !TryTakeId(Group.Anonymous, out row.UserId)) return false;
        }

        if (!row.UserId.IsEmpty && _records.Bytes(row.UserId).Contains((byte)'@')) row.Flags |= EventFlags.UserIsEmail;
        return TryTakeId(Group.Session, out row.SessionId);
    }

    // What the event is about: ids of its content. A field of the wrong type is simply none of them and stays a property.
    private void ReadSubject(ref EventRow row)
    {
        row.EntityId = TakeContent(Group.Entity);
        if (row.Shape == EventShape.Ticketing && _fields.HasAny(Scope.Event, Group.EventId))
        {
            var ticketed = TakeContent(Group.EventId);
            if (row.EntityId.IsEmpty) row.EntityId = ticketed;
            row.Scope = ticketed;
        }

        row.ProductId = TakeContent(Group.Product);
        if (row.EntityId.IsEmpty) row.EntityId = TakeContent(Group.Order);
        var organization = TakeContent(Group.Organization);
        if (!organization.IsEmpty) row.Scope = organization;
        if (row.Shape == EventShape.Ticketing) ReadTicket(ref row);
        if (row.EntityId.IsEmpty) row.EntityId = row.ProductId;
        else if (row.ProductId.IsEmpty && (row.Kind == EventKind.ProductCreated || row.Kind.IsInventory())) row.ProductId = row.EntityId;
    }

    private void ReadTicket(ref EventRow row)
    {
        if (row.ProductId.IsEmpty) row.ProductId = TakeContent(Group.TicketType);
        if (row.EntityId.IsEmpty) row.EntityId = TakeContent(Group.Registration);
    }

    private void ReadPlaces(ref EventRow row, RecordContext context)
    {
        var present = _fields.ContentAnywhere;
        row.Ip = context.ClientAddress;
        row.UserAgent = context.UserAgent;
        if ((present & Group.Places) == 0) return;
        TakeText(present, Group.Url, ref row.Url);
        TakeText(present, Group.Referrer, ref row.Referrer);
        TakeText(present, Group.Ip, ref row.Ip);
        TakeText(present, Group.UserAgent, ref row.UserAgent);
        TakeText(present, Group.UtmSource, ref row.UtmSource);
        TakeText(present, Group.UtmMedium, ref row.UtmMedium);
        TakeText(present, Group.UtmCampaign, ref row.UtmCampaign);
    }

    private bool ReadSymbols(ref EventRow row) =>
        TryTakeSymbol(Group.Service, SymbolColumn.Service, row.Tenant, out row.Service) &&
        TryTakeSymbol(Group.Platform, SymbolColumn.Platform, row.Tenant, out row.Platform) &&
        TryTakeSymbol(Group.PaymentMode, SymbolColumn.PaymentMode, row.Tenant, out row.PaymentMode);

    private void Identify(ref EventRow row)
    {
        if (!row.EventId.IsEmpty)
        {
            row.Id = _identity.EventId(row.Tenant, _records.Bytes(row.EventId));
            row.Flags |= EventFlags.HasId;
        }

        if (!row.UserId.IsEmpty) row.UserHash = _identity.User(row.Tenant, _records.Bytes(row.UserId));
        row.KeyHash = KeyHashOf(row);
    }

    // An id that was assigned at the door does not move an event to another partition: without user and session its bytes are its key.
    private ulong KeyHashOf(in EventRow row)
    {
        if (row.Kind.IsInventory() && !row.ProductId.IsEmpty) return _identity.Stock(row.Tenant, _records.Bytes(row.ProductId));
        if (row.UserHash != 0) return row.UserHash;
        return row.SessionId.IsEmpty
            ? _identity.Event(row.Tenant, _records.Bytes(_records.Records[row.Record].Value))
            : _identity.Session(row.Tenant, _records.Bytes(row.SessionId));
    }

    /// <summary>An id of the envelope: text or number. Empty text counts as absent and stays a property.</summary>
    private bool TryTakeId(Group group, out Utf8Slice id)
    {
        id = default;
        if (!_fields.TryFind(Scope.Event, group, out var field)) return true;
        ref readonly var token = ref _fields[Scope.Event, field];
        if (!token.IsScalar) return _parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text or a number");
        if (token.Length == 0) return true;
        if (token.Length > _options.MaxIdBytes) return Refuse(RejectionReason.InvalidValue, field);
        id = SliceOf(token);
        if (token.Kind == TokenKind.EscapedText && HasControl(id)) return Refuse(RejectionReason.ControlCharacter, field);
        _fields.Take(Scope.Event, field);
        return true;
    }

    /// <summary>An id of the content, beside the envelope or in the properties.</summary>
    private Utf8Slice TakeContent(Group group)
    {
        for (var scope = Scope.Event; scope <= Scope.Properties; scope++)
        {
            if (!_fields.TryFind(scope, group, out var field)) continue;
            ref readonly var token = ref _fields[scope, field];
            if (!token.IsScalar || token.Length == 0 || token.Length > _options.MaxIdBytes) continue;
            var id = SliceOf(token);
            if (token.Kind == TokenKind.EscapedText && HasControl(id)) continue;
            _fields.Take(scope, field);
            return id;
        }

        return default;
    }

    /// <summary>A text of the content, also in the context object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeText(ulong present, Group group, ref Utf8Slice text)
    {
        if ((present & group.Mask) != 0) TakeText(group, ref text);
    }

    private void TakeText(Group group, ref Utf8Slice text)
    {
        for (var scope = Scope.Event; scope <= Scope.Context; scope++)
        {
            if (!_fields.TryFind(scope, group, out var field)) continue;
            ref readonly var token = ref _fields[scope, field];
            if (!token.IsText || token.Length == 0) continue;
            _fields.Take(scope, field);
            text = SliceOf(token);
            return;
        }
    }

    private bool TryTakeSymbol(Group group, SymbolColumn column, int tenant, out int symbol)
    {
        symbol = 0;
        var scope = Scope.Event;
        if (!_fields.TryFind(scope, group, out var field))
        {
            scope = Scope.Properties;
            if (group.Word == 0 || !_fields.TryFind(scope, group, out field)) return true;
        }

        ref readonly var token = ref _fields[scope, field];
        if (!token.IsText) return scope != Scope.Event || _parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text");
        if (token.Length == 0) return true;
        var text = _parser.Text(token, out var length);
        if (_symbols.Find(column, tenant, text, length, out symbol, out _) is { } reason)
            return (scope != Scope.Event && reason != RejectionReason.TooManyDistinctValues) || Refuse(reason, field);
        _fields.Take(scope, field);
        return true;
    }

    private Utf8Slice SliceOf(in Token token)
    {
        if (token.Kind != TokenKind.EscapedText) return new Utf8Slice(token.Start, token.Length);
        var text = _parser.Text(token, out var length);
        return _records.Append(new ReadOnlySpan<byte>(text, length));
    }

    private bool HasControl(Utf8Slice slice) => _records.Bytes(slice).IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0;

    private bool Refuse(RejectionReason reason, Field field) => _parser.Refuse(reason, FieldNames.Of(field), reason switch
    {
        RejectionReason.TooManyDistinctValues => "the tenant has used more distinct values than allowed",
        RejectionReason.ControlCharacter => "holds a control character",
        _ => "empty or too long",
    });
}
