using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Decoding;

/// <summary>
/// Which shape an event has, by the fields that only one source sends. It matters for two fields only: <c>event_id</c> names the ticketed event in the
/// ticketing shape and the event itself elsewhere, and only there may <c>tenant_id</c> name the tenant.
/// </summary>
internal static class ShapeRecognition
{
    /// <summary>The shape; <see cref="EventShape.Auto"/> when no mark is there.</summary>
    public static EventShape Recognise(EventParser parser, ReadOnlySpan<byte> type)
    {
        var fields = parser.Fields;
        var namesEvent = fields.HasAny(Scope.Event, Group.EventId);
        var isDotted = type.Contains((byte)'.');
        if (namesEvent && (isDotted || fields.HasAny(Scope.Event, Group.Created) || fields.HasAny(Scope.Event, Group.Tenant))) return EventShape.Ticketing;
        if (IsShop(parser, fields)) return EventShape.Shop;
        if (IsEventflow(parser, fields)) return EventShape.Eventflow;
        if (isDotted || fields.HasAny(Scope.Event, Group.Created)) return EventShape.Ticketing;
        return fields.HasAny(Scope.Event, Group.Session) ? EventShape.Eventflow : EventShape.Auto;
    }

    private static bool IsShop(EventParser parser, FieldTokens fields) =>
        parser.PropertyField == Field.Metadata || fields.HasAny(Scope.Event, Group.Service) ||
        fields.HasAny(Scope.Event, Group.UserEmail) || fields.HasAny(Scope.Event, Group.Entity);

    private static bool IsEventflow(EventParser parser, FieldTokens fields) =>
        parser.PropertyField is Field.EventDataSnake or Field.EventDataCamel || fields.HasAny(Scope.Event, Group.Platform);
}
