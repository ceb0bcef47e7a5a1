using Analytics.Contracts.Events;

namespace Analytics.Contracts.Sinks;

/// <summary>A sink whose store keeps a row for each event under the event's position, so that what was delivered can be compared with what is there. Any thread.</summary>
public interface IAuditedSink : ISink
{
    /// <summary>Whether an event becomes a row.</summary>
    bool Takes(in EventRow row);

    /// <summary>Counts and sums of the rows of a range of offsets; merged duplicates count as often as they are there.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The store does not answer.</exception>
    ValueTask<HeldRows> SumAsync(ShardId shard, long from, long to, CancellationToken cancellation);

    /// <summary>The offset of each row of a range, ascending; one that is there twice comes twice.</summary>
    /// <exception cref="Stores.StoreUnavailableException">The store does not answer.</exception>
    ValueTask<IReadOnlyList<long>> OffsetsAsync(ShardId shard, long from, long to, CancellationToken cancellation);
}
