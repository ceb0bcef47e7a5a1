using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Sinks;

namespace Analytics.Ingestion.Routing;

/// <summary>Events that are looked at under other keys, see <see cref="KeyedSink"/>: one record for each partition that one of an event's keys has.</summary>
internal sealed class KeyedEncoder(IEventKeys keys, int partitions, ShardId shard) : RoutedEncoder(shard)
{
    private readonly ulong _source = KeyHash.Combine(KeyHash.Compute(System.Text.Encoding.UTF8.GetBytes(shard.Topic), 0xCE), (ulong)shard.Partition);
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
            foreach (var partition in _partitions) Write(row, batch.Records, 0, partition, id);
        }
    }
}
