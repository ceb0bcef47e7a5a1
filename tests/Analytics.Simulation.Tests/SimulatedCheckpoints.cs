using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests;

/// <summary>
/// The place of checkpoints that all nodes share, like a database: one row of ownership a shard, and writes that are whole or not there. A write may fail before it
/// takes place, or after (its answer is lost). It holds the invariants of ownership while it runs: epochs never go back, neither do positions.
/// </summary>
internal sealed class SimulatedCheckpoints(Random random) : ICheckpointStore
{
    private readonly Dictionary<ShardId, StoredShard> _shards = [];

    /// <summary>One in so many writes fails; 0 for none.</summary>
    public int FailOneIn { get; set; }

    /// <summary>Checkpoints that became durable.</summary>
    public int Written { get; private set; }

    /// <summary>Writes that a newer owner's epoch refused.</summary>
    public int Refused { get; private set; }

    /// <summary>The newest owner of a shard.</summary>
    public long Epoch(ShardId shard) => _shards[shard].Epoch;

    /// <summary>A shard's cuts that became durable.</summary>
    public IReadOnlyList<CutBorder> Cuts(ShardId shard) => _shards[shard].Cuts;

    /// <summary>A shard that was never here makes these cuts.</summary>
    public void Repeat(ShardId shard, IReadOnlyList<CutBorder> cuts) => _shards[shard] = new StoredShard { Repeat = cuts };

    public IShardCheckpoints Open(ShardId shard)
    {
        if (Fails()) throw new IOException("the database does not answer");
        if (!_shards.TryGetValue(shard, out var stored)) _shards[shard] = stored = new StoredShard();
        return new SimulatedTenure(this, stored, ++stored.Epoch);
    }

    public void Dispose()
    {
    }

    internal bool Fails() => FailOneIn > 0 && random.Next(FailOneIn) == 0;

    internal void Require(StoredShard shard, long epoch)
    {
        if (shard.Epoch == epoch) return;
        Refused++;
        throw new StaleEpochException($"Epoch {shard.Epoch} owns the shard; epoch {epoch} may not write any more.");
    }

    internal void Accepted(StoredShard shard, long epoch, ShardCheckpoint checkpoint)
    {
        Assert.True(epoch >= shard.WrittenBy, $"Epoch {epoch} wrote after epoch {shard.WrittenBy}.");
        Assert.True(checkpoint.NextOffset >= shard.NextOffset, $"The position went from {shard.NextOffset} back to {checkpoint.NextOffset}.");
        Assert.True(checkpoint.Number > shard.Number, $"Checkpoint {checkpoint.Number} after {shard.Number}.");
        shard.Cuts.Add(new CutBorder(checkpoint.Number, checkpoint.NextOffset, checkpoint.ClockMicros, [], checkpoint.Rules.ToArray(), checkpoint.RulesFrom));
        Written++;
    }
}
