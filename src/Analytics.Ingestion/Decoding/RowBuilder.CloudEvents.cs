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

    private void StartEnvelope(CloudEvent? cloud)
    {
        _cloud = cloud;
        _envelopeWins = cloud is not null && !DataIsEvent();
    }

    private bool DataIsEvent() =>
        _fields.TryFind(Scope.Event, Group.Type, out var field) && field != Field.TypeName && _fields[Scope.Event, field].IsText;

    private void TakeType(byte* origin)
    {
        var type = _cloud!.Take("type"u8);
        _typeField = Field.Unknown;
        _type = origin + type.Offset;
        _typeLength = type.Length;
    }

    private Utf8Slice TakeIdentity()
    {
        _cloud!.Take("id"u8);
        return _cloud.Identity;
    }

    private bool ReadTime(ref EventRow row, byte* origin)
    {
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
