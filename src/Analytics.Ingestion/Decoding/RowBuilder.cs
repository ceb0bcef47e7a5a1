using System.Runtime.CompilerServices;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Decoding.CloudEvents;

namespace Analytics.Ingestion.Decoding;

/// <summary>From the fields of one event to the canonical row: type, shape, tenant, who, what, when, how much, where, the rest.</summary>
internal sealed unsafe partial class RowBuilder
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
    private EventBatch _batch = null!;
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

    /// <summary>The batch that the events to come go into.</summary>
    public void Start(EventBatch batch) => (_batch, _records) = (batch, batch.Records);

    /// <summary>Fills the row of the event that the parser has read, the data of a CloudEvent perhaps; false when the event is refused.</summary>
    public bool Build(ref EventRow row, RecordContext context, byte* origin, CloudEvent? cloud)
    {
        StartEnvelope(cloud, context);
        if (!ReadType(ref row, context, origin) || !_tenant.Read(ref row, context, origin) || !ReadTypeSymbol(ref row)) return false;
        if (!ReadIds(ref row, context) || !ReadTime(ref row, context, origin) || !_amount.Read(ref row) || !ReadSymbols(ref row)) return false;
        ReadSubject(ref row);
        ReadPlaces(ref row, context);
        if (cloud is not null) FillSubject(ref row);
        _properties.Write(ref row, _batch, origin, cloud);
        if (_parser.IsPlain && context.IsPlain && cloud is null) row.Flags |= EventFlags.Plain;
        Identify(ref row);
        return true;
    }

    private bool ReadType(ref EventRow row, RecordContext context, byte* origin)
    {
        if (_envelopeWins) TakeType(context, origin);
        else if (!TryFindType(context)) return false;
        row.Shape = context.Shape != EventShape.Auto ? context.Shape : ShapeRecognition.Recognise(_parser, new ReadOnlySpan<byte>(_type, _typeLength));
        return true;
    }

    private bool TryFindType(RecordContext context)
    {
        if (!_fields.TryFind(Scope.Event, Group.Type, out var field))
            return _parser.Refuse(RejectionReason.MissingField, context.Shape == EventShape.Shop ? "eventType" : "event_type", "an event needs a type");
        ref readonly var token = ref _fields[Scope.Event, field];
        if (!token.IsText) return _parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text");
        var text = _parser.Text(token, out var length);
        _typeField = field;
        _type = text;
        _typeLength = length;
        return true;
    }

    // The type's symbol is counted for its tenant, so it waits until the tenant is known.
    private bool ReadTypeSymbol(ref EventRow row)
    {
        if (_symbols.Find(SymbolColumn.Type, row.Tenant, _type, _typeLength, out row.Type, out row.Kind) is { } reason)
            return _typeField == Field.Unknown ? Refuse(reason, "type") : Refuse(reason, FieldNames.Of(_typeField));
        if (_typeField != Field.Unknown) _fields.Take(Scope.Event, _typeField);
        return true;
    }

    private bool ReadIds(ref EventRow row, RecordContext context)
    {
        if (!_envelopeWins && !TryTakeId(Group.Id, ref row.EventId)) return false;
        if (!_envelopeWins && row.EventId.IsEmpty && row.Shape != EventShape.Ticketing && !TryTakeId(Group.EventId, ref row.EventId)) return false;
        if (row.EventId.IsEmpty) TakeIdentity(ref row, context);
        if (!TryTakeId(Group.User, ref row.UserId)) return false;
        if (row.UserId.IsEmpty)
        {
            if (!TryTakeId(Group.UserEmail, ref row.UserId)) return false;
            if (row.UserId.IsEmpty && !TryTakeId(Group.Anonymous, ref row.UserId)) return false;
        }

        return TryTakeId(Group.Session, ref row.SessionId);
    }

    // What the event is about: ids of its content. A field of the wrong type is simply none of them and stays a property.
    private void ReadSubject(ref EventRow row)
    {
        var present = _fields.ContentAnywhere;
        if ((present & Group.Subject) != 0)
        {
            TakeContent(Group.Entity, ref row.EntityId);
            TakeContent(Group.Product, ref row.ProductId);
        }

        if (row.Shape == EventShape.Ticketing) ReadTicketed(ref row);
        if ((present & Group.Subject) != 0)
        {
            if (row.EntityId.IsEmpty) TakeContent(Group.Order, ref row.EntityId);
            TakeContent(Group.Organization, ref row.Scope);
            if (row.Shape == EventShape.Ticketing) ReadTicket(ref row);
        }

        if (row.EntityId.IsEmpty) row.EntityId = row.ProductId;
        else if (row.ProductId.IsEmpty && (row.Kind == EventKind.ProductCreated || row.Kind.IsInventory())) row.ProductId = row.EntityId;
    }

    private void ReadTicketed(ref EventRow row)
    {
        TakeContent(Group.EventId, ref row.Scope);
        if (row.EntityId.IsEmpty) row.EntityId = row.Scope;
    }

    private void ReadTicket(ref EventRow row)
    {
        if (row.ProductId.IsEmpty) TakeContent(Group.TicketType, ref row.ProductId);
        if (row.EntityId.IsEmpty) TakeContent(Group.Registration, ref row.EntityId);
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

    private bool ReadSymbols(ref EventRow row)
    {
        if (_fields.HasAny(Scope.Event, Group.Service) && !TryTakeSymbol(Scope.Event, Group.Service, SymbolColumn.Service, row.Tenant, ref row.Service))
            return false;
        if (_fields.HasAny(Scope.Event, Group.Platform) && !TryTakeSymbol(Scope.Event, Group.Platform, SymbolColumn.Platform, row.Tenant, ref row.Platform))
            return false;
        if (_fields.HasAny(Scope.Event, Group.PaymentMode))
            return TryTakeSymbol(Scope.Event, Group.PaymentMode, SymbolColumn.PaymentMode, row.Tenant, ref row.PaymentMode);
        return !_fields.HasAny(Scope.Properties, Group.PaymentMode) ||
            TryTakeSymbol(Scope.Properties, Group.PaymentMode, SymbolColumn.PaymentMode, row.Tenant, ref row.PaymentMode);
    }

    private void Identify(ref EventRow row)
    {
        if (!row.EventId.IsEmpty)
        {
            row.Id = _identity.EventId(row.Tenant, _records.Bytes(row.EventId));
            row.Flags |= EventFlags.HasId;
        }

        if (!row.UserId.IsEmpty)
        {
            var user = _records.Bytes(row.UserId);
            row.UserHash = _identity.User(row.Tenant, user);
            if ((row.Flags & EventFlags.Plain) == 0 && user.Contains((byte)'@')) row.Flags |= EventFlags.UserIsEmail;
        }

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
    private bool TryTakeId(Group group, ref Utf8Slice id)
    {
        if (!_fields.TryFind(Scope.Event, group, out var field)) return true;
        ref readonly var token = ref _fields[Scope.Event, field];
        if (!token.IsScalar) return _parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text or a number");
        if (token.Length == 0) return true;
        if (token.Length > _options.MaxIdBytes) return Refuse(RejectionReason.InvalidValue, field);
        if (!TryPut(token, ref id)) return Refuse(RejectionReason.ControlCharacter, field);
        _fields.Take(Scope.Event, field);
        return true;
    }

    /// <summary>An id of the content, beside the envelope or in the properties.</summary>
    private void TakeContent(Group group, ref Utf8Slice id)
    {
        for (var scope = Scope.Event; scope <= Scope.Properties; scope++)
        {
            if (!_fields.TryFind(scope, group, out var field)) continue;
            ref readonly var token = ref _fields[scope, field];
            if (!token.IsScalar || token.Length == 0 || token.Length > _options.MaxIdBytes || !TryPut(token, ref id)) continue;
            _fields.Take(scope, field);
            return;
        }
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
            if (token.Kind != TokenKind.EscapedText) SliceWriter.Put(out text, token.Start, token.Length);
            else text = Resolve(token);
            return;
        }
    }

    private bool TryTakeSymbol(Scope scope, Group group, SymbolColumn column, int tenant, ref int symbol)
    {
        _fields.TryFind(scope, group, out var field);
        ref readonly var token = ref _fields[scope, field];
        if (!token.IsText) return scope != Scope.Event || _parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text");
        if (token.Length == 0) return true;
        var text = _parser.Text(token, out var length);
        if (_symbols.Find(column, tenant, text, length, out symbol, out _) is { } reason)
            return (scope != Scope.Event && reason != RejectionReason.TooManyDistinctValues) || Refuse(reason, field);
        _fields.Take(scope, field);
        return true;
    }

    // Ids may hold no control characters, which only an escape can smuggle in.
    private bool TryPut(in Token token, ref Utf8Slice id)
    {
        if (token.Kind != TokenKind.EscapedText)
        {
            SliceWriter.Put(out id, token.Start, token.Length);
            return true;
        }

        var resolved = Resolve(token);
        if (_records.Bytes(resolved).IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0) return false;
        id = resolved;
        return true;
    }

    private Utf8Slice Resolve(in Token token)
    {
        var text = _parser.Text(token, out var length);
        return _records.Append(new ReadOnlySpan<byte>(text, length));
    }

    private bool Refuse(RejectionReason reason, Field field) => Refuse(reason, FieldNames.Of(field));

    private bool Refuse(RejectionReason reason, string field) => _parser.Refuse(reason, field, reason switch
    {
        RejectionReason.TooManyDistinctValues => "the tenant has used more distinct values than allowed",
        RejectionReason.ControlCharacter => "holds a control character",
        _ => "empty or too long",
    });
}
