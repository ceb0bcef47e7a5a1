using System.Runtime.InteropServices;
using Analytics.Contracts.Log;

namespace Analytics.Sinks.Kafka;

/// <summary>
/// What a topic already holds of the results that a shard is about to write: a former owner may have written them and died before its checkpoint could say so, and an append whose
/// acknowledgement was lost may have arrived. Looked for from the end of the partition, where they are if they are anywhere.
/// </summary>
internal static class WrittenResults
{
    /// <summary>Most records that are looked at. What lies further back was followed by so many others that its owner did not die a moment ago.</summary>
    public const int MostRecords = 85_000;

    private const int FirstRecords = 1_000;
    private const int BatchRecords = 4_096;
    private const int BatchBytes = 4 << 20;

    /// <summary>Ids by number of the records of a source with that number or a higher one. Waits for the server.</summary>
    /// <exception cref="LogUnavailableException">The server does not answer.</exception>
    public static Dictionary<long, UInt128> Find(ILogPartition partition, byte[] source, long first)
    {
        partition.Refresh();
        var found = new Dictionary<long, UInt128>();
        var (end, looked) = (partition.EndOffset, 0);
        for (var wanted = FirstRecords; end > partition.StartOffset && looked < MostRecords; wanted *= 4)
        {
            var start = Math.Max(partition.StartOffset, end - wanted);
            if (Look(partition, start, end, source, first, found)) break;
            (end, looked) = (start, looked + wanted);
        }

        return found;
    }

    /// <summary>True when a lower number is among them: what is further back is lower still.</summary>
    private static bool Look(ILogPartition partition, long start, long end, byte[] source, long first, Dictionary<long, UInt128> found)
    {
        var batch = new RecordBatch();
        var isPast = false;
        using var reader = partition.OpenReader(start);
        while (reader.Position < end && reader.ReadOrWait(batch, BatchRecords, BatchBytes) > 0)
        {
            foreach (ref readonly var record in batch.Records)
            {
                if (!SourcePosition.TryFind(batch.Bytes(record.Headers), out var position) || !position.Source.SequenceEqual(source)) continue;
                if (position.Offset < first) isPast = true;
                else CollectionsMarshal.GetValueRefOrAddDefault(found, position.Offset, out _) = record.Id;
            }
        }

        return isPast;
    }
}
