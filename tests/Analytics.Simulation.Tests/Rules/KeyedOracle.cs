using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>
/// Which events of a shard must be where the session is that they are of: those that were processed while a rule ran there that watches sessions, each once, whoever sent it how often. Whoever reads
/// that lane drops what is not above the highest position of each source, and so does this.
/// </summary>
internal static class KeyedOracle
{
    /// <summary>Offsets of the events that must be there.</summary>
    /// <param name="log">The partition.</param>
    /// <param name="processed">Offsets of the events that were processed.</param>
    /// <param name="cuts">The cuts that became durable.</param>
    public static IEnumerable<long> Expected(MemoryPartition log, IEnumerable<long> processed, IReadOnlyList<CutBorder> cuts)
    {
        var texts = log.Records.ToDictionary(record => record.Offset, record => record.Text);
        (long From, bool Watches)[] changes = [.. cuts.Where(cut => !cut.Rules.IsEmpty).Select(cut => (cut.NextOffset, RuleOracle.Running(cut).Any(rule => rule.Shape.IsShared)))];
        return processed.Where(offset => OracleEvent.SessionOf(texts[offset]) is not null && changes.LastOrDefault(change => change.From <= offset).Watches);
    }

    /// <summary>Offsets, in the shard, of its events that whoever reads there takes.</summary>
    public static IEnumerable<long> Found(IReadOnlyList<MemoryPartition> keyed, ShardId shard)
    {
        var (found, homes) = (new List<long>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var partition in keyed)
        {
            foreach (var (record, _, offset) in Taken(partition.Records).Where(taken => taken.Source == shard.Partition))
            {
                found.Add(offset);
                var session = OracleEvent.SessionOf(record.Text)!;
                Assert.True(homes.TryAdd(session, partition.Index) || homes[session] == partition.Index, $"Events of {session} are in two places.");
            }
        }

        return found.Order();
    }

    /// <summary>What whoever reads there takes, with the shard and the offset that it comes from.</summary>
    public static IEnumerable<(MemoryPartition.Record Record, int Source, long Offset)> Taken(IEnumerable<MemoryPartition.Record> keyed)
    {
        var highest = new Dictionary<int, long>();
        foreach (var record in keyed)
        {
            if (PastPosition.TryFind(record.Headers, out _)) continue;
            Assert.True(SourcePosition.TryFind(record.Headers, out var position));
            if (position.Offset <= highest.GetValueOrDefault(position.Partition, -1)) continue;
            highest[position.Partition] = position.Offset;
            yield return (record, position.Partition, position.Offset);
        }
    }
}
