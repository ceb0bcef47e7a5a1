using Analytics.Contracts.Decoding;

namespace Analytics.Ingestion.Pipeline;

/// <summary>What is known about a body of events beside its bytes.</summary>
public sealed record IngestionContext
{
    /// <summary>A context that names nothing.</summary>
    public static IngestionContext None { get; } = new();

    /// <summary>Tenant that the request or its credential named; null when none did.</summary>
    public string? Tenant { get; init; }

    /// <summary>Forced shape.</summary>
    public EventShape Shape { get; init; }

    /// <summary>Address of the client, as text.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>User agent of the client.</summary>
    public string? UserAgent { get; init; }

    /// <summary>
    /// Start of the ids of events that have none of their own: event <c>i</c> gets <c>prefix:first + i</c>. Null: each gets a random one, by which no
    /// duplicate is ever found.
    /// </summary>
    public string? IdPrefix { get; init; }

    /// <summary>Id of the body's only event, should it have none of its own; comes before <see cref="IdPrefix"/>.</summary>
    public string? AssignedId { get; init; }

    /// <summary>True when the body is one event as it is, whatever its bytes look like.</summary>
    public bool IsWhole { get; init; }

    /// <summary>
    /// Headers that every record of the body gets as they are, encoded as <see cref="Contracts.Log.RecordHeaders"/>: what says that it is a CloudEvent, and its attributes.
    /// Default none.
    /// </summary>
    public ReadOnlyMemory<byte> RecordHeaders { get; init; }

    /// <summary>Number of the first event for <see cref="IdPrefix"/>.</summary>
    public long FirstIndex { get; init; }

    /// <summary>When the body was received, microseconds since 1970; 0 for now.</summary>
    public long ReceivedAt { get; init; }

    /// <summary>True when each line is an event, whatever the first bytes look like.</summary>
    public bool IsLines { get; init; }

    /// <summary>True to say what would happen and to change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>False to leave refused events out of the dead letters (they are there already). Default true.</summary>
    public bool KeepRejected { get; init; } = true;
}
