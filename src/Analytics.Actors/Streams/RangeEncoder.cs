using System.Collections.Concurrent;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>
/// Makes the payload of a delivery by reference again: reads its range from the log, leaves out what was set aside, decodes, transforms and
/// encodes with instances of its own. Any thread.
/// </summary>
internal sealed class RangeEncoder(LaneDefinition lane, ILogPartition partition)
{
    private const int BatchRecords = 4096;
    private const int BatchBytes = 1 << 20;
    private readonly ConcurrentBag<EventStages> _idle = [];

    /// <summary>The payload; the same bytes as were cut.</summary>
    /// <exception cref="LogDamagedException">The log does not hold the whole range any more.</exception>
    public ReadOnlyMemory<byte> Encode(ISink sink, ShardId shard, OpenDelivery delivery)
    {
        if (!_idle.TryTake(out var stages)) stages = new EventStages(lane);
        var encoder = sink.CreateEncoder(shard);
        using var window = new LogWindow(partition.OpenReader(delivery.Range.From));
        if (window.Position > delivery.Range.From)
            throw new LogDamagedException($"{shard} starts at offset {window.Position}; offset {delivery.Range.From} is still needed by {sink.Name}.");
        var aside = new Queue<OffsetRange>(delivery.SetAside);
        while (window.Position < delivery.Range.To) EncodeNext(window, aside, delivery, stages, encoder);
        _idle.Add(stages);
        return encoder.Cut();
    }

    private static void EncodeNext(
        LogWindow window, Queue<OffsetRange> aside, OpenDelivery delivery, EventStages stages, ISinkEncoder encoder)
    {
        var until = delivery.Range.To;
        if (aside.TryPeek(out var skipped))
        {
            if (window.Position >= skipped.From)
            {
                window.Seek(aside.Dequeue().To);
                return;
            }

            until = skipped.From;
        }

        if (!window.ReadOrWait(until, BatchRecords, BatchBytes))
            throw new LogDamagedException($"The log ends at offset {window.Position}; {delivery.Range} of {delivery.Sink} is still needed.");
        if (window.Records.Count == 0) return;
        stages.Run(window.Records);
        encoder.Encode(stages.Batch);
    }
}
