using System.Text;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>
/// Events that are looked at under other keys, see <see cref="KeyedSink"/>: one record for each partition that one of an event's keys has. With the name of a past they are sent as a part of it, for rules to come.
/// </summary>
internal sealed class KeyedEncoder(IEventKeys keys, int partitions, ShardId shard, ulong past = 0, long timeMicros = 0) : RoutedEncoder(shard)
{
    private readonly ulong _source = SourceOf(shard, past);
    private readonly List<ulong> _hashes = [];
    private readonly List<int> _partitions = [];

    public override void Encode(EventBatch batch)
    {
        foreach (ref readonly var row in batch.Rows)
        {
            if ((row.Flags & EventFlags.SetAside) != 0) continue;
            _hashes.Clear();
            keys.Find(row, batch, _hashes);
            if (_hashes.Count == 0) continue;
            _partitions.Clear();
            foreach (var hash in _hashes)
            {
                var partition = KeyedSink.PartitionOf(hash, partitions);
                if (!_partitions.Contains(partition)) _partitions.Add(partition);
            }

            // Named by where it was read, so that a log that drops duplicates drops a repeat of this record and nothing else.
            var id = new UInt128(_source, KeyHash.Combine(_source, (ulong)row.Offset));
            foreach (var partition in _partitions)
            {
                if (past == 0) Write(row, batch.Records, 0, partition, id);
                else WritePast(row, batch.Records, 0, partition, id, past, timeMicros);
            }
        }
    }

    /// <summary>What the shard says of what it sends, for every partition.</summary>
    public ReadOnlyMemory<byte> Tell(ReadOnlySpan<byte> said)
    {
        var id = new UInt128(~_source, KeyHash.Combine(_source, KeyHash.Compute(said, 0x5A1D)));
        for (var partition = 0; partition < partitions; partition++) WriteSaid(0, partition, id, timeMicros, said);
        return Cut();
    }

    private static ulong SourceOf(ShardId shard, ulong past)
    {
        var source = KeyHash.Combine(KeyHash.Compute(Encoding.UTF8.GetBytes(shard.Topic), 0xCE), (ulong)shard.Partition);
        return past == 0 ? source : KeyHash.Combine(source, past);
    }
}
