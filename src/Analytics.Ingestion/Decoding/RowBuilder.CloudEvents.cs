using Analytics.Contracts.Events;
using Analytics.Ingestion.Decoding.CloudEvents;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Which of the two wins when a CloudEvent and its data both say something. Data that names its own type is an event of a known shape: its fields win, and the
/// envelope fills what they leave open. Any other data is content: type, id and time are the envelope's, since a field called <c>id</c> or <c>created_at</c> is
/// then the order's, not the event's.
/// </summary>
internal sealed unsafe partial class RowBuilder
{
    private CloudEvent? _cloud;
    private bool _envelopeWins;

    private void StartEnvelope(CloudEvent? cloud, RecordContext context)
    {
        _cloud = cloud;
        _envelopeWins = (cloud is not null || !context.AssignedType.IsEmpty) && !DataIsEvent(context);
    }

    // Where a message has only a name beside its data, that name must be one of ours to say more than a field called "type".
    private bool DataIsEvent(RecordContext context) =>
        _fields.TryFind(Scope.Event, Group.Type, out var field) && _fields[Scope.Event, field].IsText &&
        (field != Field.TypeName || (_cloud is null && !context.IsAssignedTypeKnown));

    private void TakeType(RecordContext context, byte* origin)
    {
        var type = _cloud is null ? context.AssignedType : _cloud.Take("type"u8);
        _typeField = Field.Unknown;
        _type = origin + type.Offset;
        _typeLength = type.Length;
    }

    /// <summary>The id that the envelope gives; without one the data's, which is unique only among events of its type: a registration is created and cancelled.</summary>
    private void TakeIdentity(ref EventRow row, RecordContext context)
    {
        if (_cloud is not null)
        {
            _cloud.Take("id"u8);
            row.EventId = _cloud.Identity;
            return;
        }

        row.EventId = context.AssignedId;
        if (!_envelopeWins || !row.EventId.IsEmpty || !_fields.TryFind(Scope.Event, Group.Id, out var field)) return;
        ref readonly var token = ref _fields[Scope.Event, field];
        var own = default(Utf8Slice);
        if (!token.IsScalar || token.Length == 0 || token.Length > _options.MaxIdBytes || !TryPut(token, ref own)) return;
        _records.Reserve(_typeLength + 1 + own.Length);
        var start = _records.Append(new ReadOnlySpan<byte>(_type, _typeLength)).Offset;
        _records.Append("|"u8);
        _records.Append(_records.Bytes(own));
        row.EventId = new Utf8Slice(start, _records.Length - start);
    }

    private bool ReadTime(ref EventRow row, RecordContext context, byte* origin)
    {
        if (_cloud is null && !context.AssignedTime.IsEmpty && !_fields.HasAny(Scope.Event, Group.Time))
            return _time.Read(ref row, origin + context.AssignedTime.Offset, context.AssignedTime.Length, "timestamp");
        if (_cloud is null || !_cloud.Has("time"u8)) return _time.Read(ref row);
        if (!_envelopeWins && _fields.HasAny(Scope.Event, Group.Time)) return _time.Read(ref row);
        var time = _cloud.Take("time"u8);
        return _time.Read(ref row, origin + time.Offset, time.Length, "time");
    }

    // What the data names is nearer to the event than what the envelope is about.
    private void FillSubject(ref EventRow row)
    {
        if (!row.EntityId.IsEmpty || !_cloud!.Has("subject"u8)) return;
        row.EntityId = _cloud.Take("subject"u8);
        if (row.ProductId.IsEmpty && (row.Kind == EventKind.ProductCreated || row.Kind.IsInventory())) row.ProductId = row.EntityId;
    }
}
