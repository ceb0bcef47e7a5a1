using System.Collections.Concurrent;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Streams;

/// <summary>
/// Makes the payload of a delivery by reference again: reads its range from the log, leaves out what was left out before, decodes, transforms and
/// encodes with instances of its own. Any thread.
/// </summary>
internal sealed class RangeEncoder(LaneDefinition lane, ILogPartition partition)
{
    private const int BatchRecords = 4096;
    private const int BatchBytes = 1 << 20;
    private readonly ConcurrentBag<EventStages> _idle = [];

    /// <summary>The payload; the same bytes as were cut. Waits for records that are on their way.</summary>
    /// <exception cref="LogDamagedException">The log does not hold the whole range any more.</exception>
    public ReadOnlyMemory<byte> Encode(ISink sink, ShardId shard, OpenDelivery delivery)
    {
        if (!_idle.TryTake(out var stages)) stages = new EventStages(lane, shard);
        var encoder = sink.CreateEncoder(shard);
        using var window = new LogWindow(partition.OpenReader(delivery.Range.From));
        if (window.Position > delivery.Range.From && partition.StartOffset > delivery.Range.From)
            throw new LogDamagedException($"{shard} starts at offset {partition.StartOffset}; offset {delivery.Range.From} is still needed by {sink.Name}.");
        var leftOut = new LeftOut(delivery.SetAside);
        while (window.Position < delivery.Range.To)
        {
            if (!window.ReadOrWait(delivery.Range.To, BatchRecords, BatchBytes))
                throw new LogDamagedException($"The log ends at offset {window.Position}; {delivery.Range} of {delivery.Sink} is still needed.");
            leftOut.RemoveFrom(window.Records);
            Encode(window.Records, stages, encoder);
        }

        _idle.Add(stages);
        return encoder.Cut();
    }

    private static void Encode(RecordBatch records, EventStages stages, ISinkEncoder encoder)
    {
        if (records.Count == 0) return;
        stages.Decode(records);
        stages.Transform();
        encoder.Encode(stages.Batch);
    }
}
