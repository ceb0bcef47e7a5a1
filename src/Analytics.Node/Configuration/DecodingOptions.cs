namespace Analytics.Node.Configuration;

/// <summary>Section <c>decoding</c>: limits of what is an event.</summary>
public sealed record DecodingOptions
{
    /// <summary>How far an event's time may lie ahead of its arrival. Default 1 hour.</summary>
    [Bounds("0s", "3650d")]
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Earliest time that an event may have. Default 2000-01-01.</summary>
    public DateOnly Earliest { get; init; } = new(2000, 1, 1);

    /// <summary>Deepest nesting of objects and arrays. Default 32.</summary>
    [Bounds("2", "256")]
    public int MaxDepth { get; init; } = 32;

    /// <summary>Most fields of an event, nested ones included. Default 512.</summary>
    [Bounds("8", "65536")]
    public int MaxFields { get; init; } = 512;

    /// <summary>Most distinct values that one tenant may use of a low-cardinality field (event type, service, platform …). Default 10,000.</summary>
    [Bounds("16", "10000000")]
    public int MaxDistinctValues { get; init; } = 10_000;
}
