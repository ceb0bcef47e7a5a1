using System.Text;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>One owner's hold on the checkpoints of one shard.</summary>
internal sealed class SimulatedTenure(SimulatedCheckpoints store, StoredShard stored, long epoch) : IShardCheckpoints
{
    private Dictionary<(string Kind, string Key), byte[]> _applied = [];

    public long Epoch => epoch;

    public ulong IdentitySeed => 17;

    public long LowestOffset => 0;

    public bool WantsCompaction => false;

    public IReadOnlyList<CheckpointGeneration> Generations => [];

    public CheckpointFootprint Footprint => default;

    public RecoveredShard Recover(EntityRestore restore, long newestOffset = long.MaxValue, Action? chosen = null)
    {
        store.Require(stored, epoch);
        if (store.Fails()) throw new IOException("the database does not answer");
        _applied = new Dictionary<(string, string), byte[]>(stored.Entities);
        chosen?.Invoke();
        foreach (var ((kind, key), state) in _applied) restore(kind, Convert.FromHexString(key), state);
        return new RecoveredShard
        {
            Number = stored.Number,
            HighestNumber = stored.Number,
            NextOffset = stored.NextOffset,
            ClockMicros = stored.ClockMicros,
            Tenants = stored.Tenants,
            Sinks = stored.Sinks,
            Open = [.. stored.Open.Select(Copy)],
            Repeat = stored.Number == 0 ? stored.Repeat : [],
            Entities = _applied.Count,
            Damage = [],
        };
    }

    public void Write(ShardCheckpoint checkpoint)
    {
        store.Require(stored, epoch);
        if (store.Fails()) throw new IOException("the write did not arrive");
        store.Accepted(stored, epoch, checkpoint);
        (stored.WrittenBy, stored.Number, stored.NextOffset, stored.ClockMicros) = (epoch, checkpoint.Number, checkpoint.NextOffset, checkpoint.ClockMicros);
        (stored.Tenants, stored.Sinks) = ([.. checkpoint.Tenants], [.. checkpoint.Sinks]);
        stored.Entities = new Dictionary<(string, string), byte[]>(stored.Entities);
        Change(stored.Entities, checkpoint.Changes);
        foreach (var open in checkpoint.Open) StorePayload(open);
        stored.Open = [.. checkpoint.Open.Select(Copy)];
        if (store.Fails()) throw new IOException("the answer was lost");
    }

    public void Apply(ShardCheckpoint checkpoint) => Change(_applied, checkpoint.Changes);

    public bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state)
    {
        var found = _applied.TryGetValue((kind, Convert.ToHexString(key)), out var bytes);
        state = bytes;
        return found;
    }

    public ReadOnlyMemory<byte> ReadPayload(OpenDelivery delivery) => stored.Payloads[delivery.Location.File];

    public void Compact()
    {
    }

    public void Dispose()
    {
    }

    private static void Change(Dictionary<(string, string), byte[]> entities, EntityChanges changes)
    {
        foreach (ref var entry in changes.Entries)
        {
            var record = new EntityRecord(changes.Chunk(entry.Chunk).Span.Slice(entry.Start, entry.Length));
            var key = (Encoding.UTF8.GetString(record.Kind), Convert.ToHexString(record.Key));
            if (entry.Removed) entities.Remove(key);
            else entities[key] = record.State.ToArray();
        }
    }

    private static OpenDelivery Copy(OpenDelivery open) => new()
    {
        Sink = open.Sink,
        Mode = open.Mode,
        Sequence = open.Sequence,
        Range = open.Range,
        SetAside = [.. open.SetAside],
        Location = open.Location,
    };

    private void StorePayload(OpenDelivery open)
    {
        if (open.Mode != DeliveryMode.ByValue || open.Location.File != 0) return;
        stored.Payloads[stored.NextPayload] = open.Payload.ToArray();
        open.Location = new PayloadLocation(stored.NextPayload++, 0, open.Payload.Length, 0);
    }
}
