using Analytics.Contracts.Sinks;

namespace Analytics.Contracts.Checkpoints;

/// <summary>A delivery that was cut and is not known to have arrived: an outbox entry (by value) or an intent (by reference).</summary>
public sealed class OpenDelivery
{
    /// <summary>Name of the sink.</summary>
    public required string Sink { get; init; }

    /// <summary>Whether the payload is stored or made again from the log.</summary>
    public required DeliveryMode Mode { get; init; }

    /// <summary>Position among this shard's deliveries to this sink.</summary>
    public required long Sequence { get; init; }

    /// <summary>Input that contributed.</summary>
    public required OffsetRange Range { get; init; }

    /// <summary>Offsets inside the range that were left out, ascending.</summary>
    public IReadOnlyList<OffsetRange> SetAside { get; init; } = [];

    /// <summary>The payload while it is in memory. Set to nothing when memory is short, and loaded again when its turn comes.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>Where the payload is stored; set by the store when it writes a delivery by value.</summary>
    public PayloadLocation Location { get; set; }

    /// <summary>Bytes of the payload; 0 when it is not known (by reference, after a restart).</summary>
    public int Size => Payload.IsEmpty ? Location.Length : Payload.Length;
}
