using System.Text;
using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Rules;

/// <summary>When a shard to which events are sent because rules look at them has all that was sent for a rule that is to come.</summary>
public sealed class SentMarksTests
{
    private static readonly ShardId[] Senders = [new("raw_events", 0), new("raw_events", 1)];
    private static readonly RevisionRule Rule = new("r", 1, RuleMode.On, "rule r for each card when exactly 2 order within 1 hour");
    private static readonly RuleSet Set = RuleSet.Compile([RuleParser.Read(Rule.Text)]);
    private readonly SentMarks _marks = new(Senders);
    private long _next;

    [Fact]
    public void Nothing_is_ready_before_all_who_send_have_come_to_the_revision_and_sent_what_was_before()
    {
        var (sent, past) = Sent(0);
        Say(0, new SenderSaid(1, 0, 5, sent, []));
        Assert.Null(Ready(5));
        Say(1, new SenderSaid(1, 0, 5, sent, [past]));
        Assert.Null(Ready(5));
        Say(1, new SenderSaid(1, 1, 5, sent, []));
        Assert.NotNull(Ready(5));
        Assert.Null(Ready(6));
        // What came behind the last cut may be taken back.
        Assert.Null(_marks.Ready([Rule], Set, 5, _next - 1));
    }

    [Fact]
    public void A_past_is_where_its_first_record_is_up_to_where_it_is_said_to_be_complete()
    {
        var (sent, past) = Sent(0);
        Say(0, new SenderSaid(1, 0, 5, sent, [past]));
        Take(0, past, 17, []);
        Take(0, past, 18, []);
        Say(0, new SenderSaid(1, 1, 5, sent, []));
        // The owner before comes too late, and what it says is older.
        Take(0, past, 17, []);
        Say(0, new SenderSaid(1, 0, 5, sent, [past]));
        Say(1, new SenderSaid(3, 0, 5, Sent(1).Sent, []));
        var ready = Ready(5)!.Value.Sent;
        Assert.Equal((Senders[0], past, 1L, 3L), (ready[0].Sender, ready[0].Sent.Past, ready[0].First, ready[0].Until));
        Assert.Equal((Senders[1], -1L), (ready[1].Sender, ready[1].First));
        Assert.True(_marks.IsStill(ready, Set, 5));
    }

    [Fact]
    public void A_rule_that_a_sender_stopped_to_send_for_is_not_ready_any_more()
    {
        var sent = Sent(0).Sent;
        Say(0, new SenderSaid(1, 0, 5, sent, []));
        Say(1, new SenderSaid(1, 0, 5, sent, []));
        var ready = Ready(5)!.Value.Sent;
        Say(1, new SenderSaid(2, 0, 6, SentRules.None, []));
        Assert.Null(Ready(5));
        Assert.False(_marks.IsStill(ready, Set, long.MinValue));
    }

    [Fact]
    public void It_knows_the_same_after_it_went_back_and_after_it_was_stored()
    {
        var (sent, past) = Sent(0);
        Say(0, new SenderSaid(1, 0, 5, sent, []));
        Take(1, past, 3, []);
        var stored = new Stored();
        _marks.WriteChanges(new EntityChanges(0), stored);
        Say(1, new SenderSaid(1, 1, 5, sent, []));
        var ready = Ready(5)!.Value.Sent;
        _marks.Revert();
        Assert.Null(Ready(5));
        _next--;
        Say(1, new SenderSaid(1, 1, 5, sent, []));
        Assert.Equal(ready, Ready(5)!.Value.Sent);
        _marks.WriteChanges(new EntityChanges(0), stored);
        var again = new SentMarks(Senders);
        foreach (var (key, state) in stored.States) again.Restore(Convert.FromHexString(key), state);
        Assert.Equal(ready, again.Ready([Rule], Set, 5, _next)!.Value.Sent);
    }

    [Fact]
    public void What_it_notes_is_an_event_to_nobody_else()
    {
        var batch = Batch(0, 7, 4, []);
        ref var record = ref batch.Add();
        record.Offset = 9;
        var dropped = new List<long>();
        Assert.Equal(1, _marks.DropFrom(batch, dropped));
        Assert.Equal([0L], dropped);
        Assert.Equal(9, Assert.Single(batch.Records.ToArray()).Offset);
    }

    [Fact]
    public void What_it_does_not_understand_is_not_taken_for_something_said()
    {
        Take(0, 0, 0, [200, 1, 2]);
        Assert.Null(Ready(0));
    }

    private static (SentRules Sent, ulong Past) Sent(ulong sender)
    {
        var (next, past, _, _) = SentRules.None.Next(RuleSet.Empty, Set, _ => true, sender, 100, 10, _ => TimeSpan.FromMicroseconds(9));
        return (next, past);
    }

    private (IReadOnlyList<RevisionRule> Rules, IReadOnlyList<SentPast> Sent)? Ready(long revision) => _marks.Ready([Rule], Set, revision, _next);

    private void Say(int sender, SenderSaid said) => Take(sender, 0, 0, said.Write());

    private void Take(int sender, ulong past, long offset, byte[] value) => _marks.DropFrom(Batch(sender, past, offset, value), []);

    private RecordBatch Batch(int sender, ulong past, long offset, byte[] value)
    {
        var topic = Encoding.UTF8.GetBytes(Senders[sender].Topic);
        var position = new byte[PastPosition.SizeOf(topic.Length)];
        PastPosition.Write(position, past, 1, topic, Senders[sender].Partition, offset);
        var headers = new byte[RecordHeaders.SizeOf(RecordHeaders.PastPosition.Length, position.Length)];
        RecordHeaders.Write(headers, RecordHeaders.PastPosition, position);
        var batch = new RecordBatch();
        ref var record = ref batch.Add();
        (record.Offset, record.Headers, record.Value) = (_next++, batch.Append(headers), batch.Append(value));
        return batch;
    }

    private sealed class Stored : IEntityWriter
    {
        private string _key = "";
        private byte[] _room = [];

        public Dictionary<string, byte[]> States { get; } = [];

        public Span<byte> Begin(ReadOnlySpan<byte> key, int size) => ((_key, _room) = (Convert.ToHexString(key), new byte[size])).Item2;

        public void Commit(int written) => States[_key] = _room[..written];

        public void Remove(ReadOnlySpan<byte> key) => States.Remove(Convert.ToHexString(key));
    }
}
