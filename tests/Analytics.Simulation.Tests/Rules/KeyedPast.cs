using System.Text;
using Analytics.Actors.Duplicates;
using Analytics.Actors.Rules;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Simulation.Tests.Rules;

/// <summary>What was sent to where sessions are for rules that came later, followed by hand.</summary>
internal static class KeyedPast
{
    /// <summary>What new rules know at a cut: the pasts and what came since, by arrival up to where the last past was complete, and then as it lies there.</summary>
    public static IEnumerable<OracleEvent> Events(MemoryPartition log, IReadOnlyList<ShardId> senders, IReadOnlyList<RuleShape> rules, CutBorder change, Func<DuplicateIds> duplicates)
    {
        MemoryPartition.Record[] records = [.. log.Records.Where(record => record.Offset < change.NextOffset)];
        SentRule[] sent = [.. senders.Select(sender => Sent(records, sender, rules))];
        var parts = new List<Queue<OracleEvent>>();
        var complete = change.RulesFrom;
        foreach (var rule in sent.Where(rule => rule.Past != 0))
        {
            if (records.FirstOrDefault(record => NameOf(record) == rule.Past)?.Offset is not { } first || first < change.RulesFrom) continue;
            complete = Math.Max(complete, records.First(record => record.Offset > first && SaidIn(record) is { } said && said.Sent.Rules.Values.Any(one => one.Past == rule.Past) && !said.Pending.Contains(rule.Past)).Offset);
            parts.Add(new(Undoubled(Taken(records, rule.Past), "throw-keyed", duplicates()).Select(record => OracleEvent.ReadOfSession(record, ArrivalOf(record)))));
        }

        var since = senders.Zip(sent).ToDictionary(one => one.First.Partition, one => one.Second.Since);
        var live = KeyedOracle.Taken(records.Where(record => record.Offset >= change.RulesFrom)).Where(one => one.Offset >= since[one.Source]).Select(one => one.Record);
        OracleEvent[] came = [.. Undoubled(live, "throw-keyed", duplicates()).Select(record => OracleEvent.ReadOfSession(record, record.ReceivedAt))];
        parts.Add(new(came.Where(seen => seen.Offset < complete)));
        while (parts.Where(part => part.Count > 0).MinBy(part => part.Peek().Arrival) is { } next) yield return next.Dequeue();
        foreach (var seen in came.Where(seen => seen.Offset >= complete)) yield return seen;
    }

    /// <summary>Whether all who send had new rules from their first event on.</summary>
    public static bool IsFirst(MemoryPartition log, IReadOnlyList<ShardId> senders, IReadOnlyList<RuleShape> rules, CutBorder change) =>
        senders.All(sender => Sent(log.Records.Where(record => record.Offset < change.NextOffset), sender, rules).Taken == 0);

    /// <summary>Asserts that the pasts of a shard that are said to be complete hold all its events of sessions from as far back as they say up to the switch, and that this is as far back as the rules look.</summary>
    public static void AssertSent(MemoryPartition log, IReadOnlyList<CutBorder> cuts, IReadOnlyList<MemoryPartition> keyed, Func<DuplicateIds> duplicates, TimeSpan horizon)
    {
        var id = new ShardId(log.Topic, log.Index);
        foreach (var said in keyed.SelectMany(partition => partition.Records).Where(record => SenderOf(record) == id).Select(SaidIn).OfType<SenderSaid>())
        {
            foreach (var rule in said.Sent.Rules.Values.Where(rule => rule.Past != 0 && !said.Pending.Contains(rule.Past)).Distinct())
            {
                var cut = cuts.First(cut => !cut.Rules.IsEmpty && cut.NextOffset == rule.Since && cut.ClockMicros == rule.SinceMicros);
                var furthest = RuleOracle.Running(cut).Where(one => one.Shape.IsShared).Max(one => TimeSpan.FromSeconds(one.Shape.Reach));
                Assert.True(rule.SinceMicros - rule.FromMicros <= (long)horizon.TotalMicroseconds || rule.FromMicros == 0);
                Assert.True(furthest > horizon || rule.FromMicros <= Math.Max(0, rule.SinceMicros - (long)RuleOracle.Running(cut).Where(one => one.Shape.IsShared).Min(one => TimeSpan.FromSeconds(one.Shape.Reach)).TotalMicroseconds));
                var read = log.Records.Where(record => record.Offset >= log.OffsetAt(rule.FromMicros) && record.Offset < rule.Since);
                var expected = Undoubled(read, "throw-transform", duplicates()).Where(record => OracleEvent.SessionOf(record.Text) is not null).Select(record => record.Offset);
                Assert.Equal(expected, keyed.SelectMany(partition => Taken(partition.Records, rule.Past)).Select(OffsetOf).Order());
            }
        }
    }

    /// <summary>The records of those that can be read, without those that were there before.</summary>
    public static IEnumerable<MemoryPartition.Record> Undoubled(IEnumerable<MemoryPartition.Record> records, string throws, DuplicateIds ids)
    {
        var (decoder, read, batch) = (new TextDecoder(), new RecordBatch(), new EventBatch());
        foreach (var one in records.Where(record => !record.Text.Contains(throws, StringComparison.Ordinal)))
        {
            read.Clear();
            var value = read.Append(one.Value);
            ref var record = ref read.Add();
            (record.Offset, record.ReceivedAt, record.Value) = (one.Offset, ArrivalOf(one), value);
            decoder.Decode(read, batch, []);
            ids.DropFrom(batch, []);
            if (batch.Count > 0) yield return one;
        }
    }

    // All of them were sent the same.
    private static SentRule Sent(IEnumerable<MemoryPartition.Record> records, ShardId sender, IReadOnlyList<RuleShape> rules)
    {
        SenderSaid? newest = null;
        foreach (var said in records.Where(record => SenderOf(record) == sender).Select(SaidIn).OfType<SenderSaid>())
            if (newest is null || said.IsNewerThan(newest)) newest = said;
        return Assert.Single(rules.Select(rule => newest!.Of(IdOf(rule))!.Value).Distinct());
    }

    private static IEnumerable<MemoryPartition.Record> Taken(IEnumerable<MemoryPartition.Record> records, ulong past)
    {
        var highest = -1L;
        foreach (var record in records.Where(record => NameOf(record) == past))
        {
            if (OffsetOf(record) <= highest) continue;
            highest = OffsetOf(record);
            yield return record;
        }
    }

    private static ulong IdOf(RuleShape rule)
    {
        var plan = RuleSet.Compile([RuleParser.Read(rule.Text)]).Plans[0];
        return SentRules.IdOf(plan, plan.Rules[0]);
    }

    private static ulong NameOf(MemoryPartition.Record record) => PastPosition.TryFind(record.Headers, out var position) ? position.Past : 0;

    private static long ArrivalOf(MemoryPartition.Record record) => PastPosition.TryFind(record.Headers, out var position) ? position.Arrival : record.ReceivedAt;

    private static long OffsetOf(MemoryPartition.Record record) => PastPosition.TryFind(record.Headers, out var position) ? position.Source.Offset : -1;

    private static ShardId? SenderOf(MemoryPartition.Record record) => PastPosition.TryFind(record.Headers, out var position) ? new ShardId(Encoding.UTF8.GetString(position.Source.Topic), position.Source.Partition) : null;

    private static SenderSaid? SaidIn(MemoryPartition.Record record) => PastPosition.TryFind(record.Headers, out var position) && position.Past == 0 ? SenderSaid.Read(record.Value) : null;
}
