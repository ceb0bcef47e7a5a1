using Analytics.Contracts.Events;

namespace Analytics.Contracts.Sinks;

/// <summary>
/// A sink that follows rules (<see cref="ISink.FollowsRules"/>) and also takes what came before them. Its payloads go through <see cref="ISink.DeliverAsync"/> like all others, in order, and again after any
/// fault: whoever reads them drops repeats.
/// </summary>
public interface IPastSink : ISink
{
    /// <summary>An encoder of events that were read before rules looked at them.</summary>
    /// <param name="shard">Where they were read.</param>
    /// <param name="keys">The keys that these rules watch.</param>
    /// <param name="past">Name of this past; never 0.</param>
    /// <param name="timeMicros">Time of the records, because the log's own times ascend: microseconds since 1970.</param>
    ISinkEncoder CreatePastEncoder(ShardId shard, IEventKeys keys, ulong past, long timeMicros);

    /// <summary>A payload that tells everybody who may be sent something what a shard sends.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="timeMicros">Time of the records, microseconds since 1970.</param>
    /// <param name="said">What it says.</param>
    ReadOnlyMemory<byte> Tell(ShardId shard, long timeMicros, ReadOnlySpan<byte> said);
}
