using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;

namespace Analytics.Contracts.Sinks;

/// <summary>
/// Turns what a shard produced since the last cut into one payload. Deterministic: the same rows in the same order give the same bytes,
/// however they are spread over batches (a delivery by reference is encoded again from the log in batches of other sizes).
/// </summary>
public interface ISinkEncoder
{
    /// <summary>Rows waiting for the next cut.</summary>
    int Rows { get; }

    /// <summary>Bytes waiting for the next cut, roughly: what the cut's size limit looks at.</summary>
    long Bytes { get; }

    /// <summary>Adds the events of a batch, after enrichment and all entities; rows with <see cref="EventFlags.SetAside"/> are not for sinks.</summary>
    void Encode(EventBatch batch);

    /// <summary>Adds derived rows, once for each cut, just before it. Not called for <see cref="DeliveryMode.ByReference"/>.</summary>
    void Encode(EffectBatch effects);

    /// <summary>The payload since the last cut, in the sink's own format, handed over for good; empty when there is nothing to deliver. Starts anew.</summary>
    ReadOnlyMemory<byte> Cut();
}
