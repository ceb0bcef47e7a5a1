using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Decoding;

/// <summary>The outside names of the input shapes, as in <c>?schema=</c> and in the record header.</summary>
public static class ShapeNames
{
    /// <summary>The name of a shape; empty for <see cref="EventShape.Auto"/>.</summary>
    public static ReadOnlySpan<byte> Name(this EventShape shape) => shape switch
    {
        EventShape.Shop => "shop"u8,
        EventShape.Ticketing => "ticketing"u8,
        EventShape.Eventflow => "eventflow"u8,
        _ => default,
    };

    /// <summary>The shape of a name; <see cref="EventShape.Auto"/> for any other text.</summary>
    public static EventShape Parse(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("shop"u8)) return EventShape.Shop;
        if (name.SequenceEqual("ticketing"u8)) return EventShape.Ticketing;
        return name.SequenceEqual("eventflow"u8) ? EventShape.Eventflow : EventShape.Auto;
    }
}
