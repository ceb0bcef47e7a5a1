using Analytics.Actors.Checkpoints;
using Analytics.Actors.Entities;
using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>Rules change while the shard runs, stops, moves and crashes: every event has one revision, whoever looks, and none is older than that of an event before it. New rules know every event before them once.</summary>
public sealed class A_change_of_the_rules : IDisposable
{
    // So many rules as the number says: what goes out tells which revision it was made under.
    private static readonly RuleRevision[] Revisions =
        [.. Enumerable.Range(0, 8).Select(number => RuleRevision.Of(number, Enumerable.Range(1, number).Select(i => new RevisionRule($"r{i}", 1, RuleMode.On, $"rule r{i} for each user when exactly 2 purchase within 1 minute"))))];

    private readonly ShardRig _rig = new() { Rules = new RuleBoard() };

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Is_taken_over_between_two_events_and_made_durable_at_once()
    {
        _rig.Start();
        _rig.Append("ann 1", "bob 1");
        _rig.Settle();
        _rig.Rules!.Publish(Revisions[3]);
        _rig.Settle();
        Assert.Equal((3, 2, 2), (_rig.Shard.Status.RulesRevision, _rig.Shard.Status.RulesSince, _rig.Shard.Status.CheckpointOffset));
        _rig.Append("ann 2");
        _rig.Restart();
        _rig.Pass();
        Assert.Equal(["0 0 1", "1 0 2", "2 3 3"], _rig.Marks.Raised.Lines);
        AssertOneRevisionAnEvent(_rig);
        Assert.Contains(_rig.Heard, said => said.Name == "rules");
    }

    [Fact]
    public async Task Lets_no_event_be_processed_before_it_is_durable()
    {
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Pass();
        _rig.Rules!.Publish(Revisions[1]);
        while (_rig.Shard.Step()) continue;
        _rig.Append("ann 2");
        while (_rig.Shard.Step()) continue;
        var before = _rig.Shard.AskAsync(view => view.Status.Position);
        _rig.Shard.Step();
        Assert.Equal(1, await before);
        _rig.Settle();
        var after = _rig.Shard.AskAsync(view => view.Status.Position);
        _rig.Shard.Step();
        Assert.Equal(2, await after);
    }

    [Fact]
    public void Waits_until_what_is_made_from_the_log_by_the_former_rules_has_arrived()
    {
        _rig.Start();
        _rig.Marks.Sent.IsDown = true;
        _rig.Append("ann 1");
        _rig.Pass(2);
        _rig.Rules!.Publish(Revisions[2]);
        _rig.Pass(2);
        Assert.Equal(0, _rig.Shard.Status.RulesRevision);
        _rig.Marks.Sent.IsDown = false;
        _rig.Append("ann 2");
        _rig.Pass(20);
        Assert.Equal(["0 0", "1 2"], _rig.Marks.Sent.Lines);
        AssertOneRevisionAnEvent(_rig);
    }

    [Fact]
    public void Moves_with_the_shard_to_a_node_that_does_not_know_it_yet()
    {
        _rig.Start();
        _rig.Rules!.Publish(Revisions[4]);
        _rig.Append("ann 1");
        _rig.Pass(2);
        using var other = _rig.OtherNode();
        other.Rules = new RuleBoard();
        other.Rules.Publish(Revisions[2]);
        other.Start();
        other.Append("ann 2");
        other.Pass(2);
        Assert.Equal((4, 0), (other.Shard.Status.RulesRevision, other.Shard.Status.RulesSince));
        Assert.Equal(4, other.Rules.RunningOn(ShardRig.Id).Count);
        other.Rules.Publish(Revisions[5]);
        other.Append("ann 3");
        other.Pass(2);
        Assert.Equal(["0 4 1", "1 4 2", "2 5 3"], other.Marks.Raised.Lines);
    }

    [Fact]
    public void Waits_until_everything_is_read_again_that_a_former_life_may_have_shown_before_its_checkpoint()
    {
        using var rig = new ShardRig { Rules = new RuleBoard(), MoreSinks = [new EarlySink()] };
        rig.Start();
        rig.Rules.Publish(Revisions[1]);
        rig.Append("ann 1");
        rig.Pass(2);
        rig.Append("ann 2");
        while (rig.Shard.Step()) continue;
        rig.Rules.Publish(Revisions[2]);
        rig.Restart();
        rig.Settle();
        rig.Append("ann 3");
        rig.Pass(2);
        Assert.Equal(["0 1 1", "1 1 2", "2 2 3"], rig.Marks.Raised.Lines);
        Assert.Equal((2, 2), (rig.Shard.Status.RulesRevision, rig.Shard.Status.RulesSince));
    }

    [Fact]
    public void Waits_until_everything_is_read_again_that_was_shown_before_an_event_threw()
    {
        using var rig = new ShardRig { Rules = new RuleBoard(), MoreSinks = [new EarlySink()] };
        rig.Start();
        rig.Rules.Publish(Revisions[1]);
        rig.Append("ann 1");
        rig.Pass(2);
        rig.Append("ann 2");
        while (rig.Shard.Step()) continue;
        rig.Append("bob throw-transform");
        rig.Shard.Step();
        rig.Rules.Publish(Revisions[2]);
        rig.Settle();
        rig.Append("ann 3");
        rig.Pass(2);
        Assert.Equal(["0 1 1", "1 1 2", "3 2 3"], rig.Marks.Raised.Lines);
        Assert.Equal((2, 3), (rig.Shard.Status.RulesRevision, rig.Shard.Status.RulesSince));
    }

    [Fact]
    public void Knows_the_past_as_far_as_the_horizon_reaches_and_says_so()
    {
        _rig.Options = new ShardOptions { RebuildHorizon = TimeSpan.FromSeconds(10) };
        _rig.Start();
        _rig.Append("ann 1", "bob 1");
        _rig.Pass(20);
        _rig.Append("ann 2");
        _rig.Pass(2);
        _rig.Rules!.Publish(Revisions[1]);
        _rig.Settle();
        _rig.Append("ann 3");
        _rig.Pass(2);
        Assert.Equal("3 1 2", _rig.Marks.Raised.Lines.Last());
        Assert.Contains(_rig.Heard, said => said.Name == "rules" && said.Message.Contains("from offset 2 on, is known to r1 (events read again: 1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Comes_when_the_past_was_read_while_the_shard_goes_on_under_the_former_rules()
    {
        _rig.Options = new ShardOptions { BatchRecords = 1 };
        _rig.Start();
        _rig.Append([.. Enumerable.Range(0, 60).Select(i => $"ann {i}")]);
        _rig.Pass(2);
        _rig.Rules!.Publish(Revisions[1]);
        _rig.Append("ann 60", "ann 61");
        for (var i = 0; i < 4; i++) _rig.Shard.Step();
        var asked = _rig.Shard.AskAsync(view => view.Status);
        _rig.Shard.Step();
        var status = await asked;
        Assert.Equal((62, 0, 1), (status.Position, status.RulesRevision, status.RulesRebuild!.Revision));
        Assert.InRange(status.RulesRebuild!.Done, 0.01, 0.5);
        _rig.Append("ann 62");
        _rig.Pass(2);
        Assert.Null(_rig.Shard.Status.RulesRebuild);
        AssertOneRevisionAnEvent(_rig);
    }

    [Fact]
    public void Does_not_read_again_what_it_has_read_when_another_change_has_the_same_new_rules()
    {
        _rig.Options = new ShardOptions { BatchRecords = 1 };
        _rig.Start();
        _rig.Append([.. Enumerable.Range(0, 60).Select(i => $"ann {i}")]);
        _rig.Pass(2);
        _rig.Rules!.Publish(Revisions[1]);
        for (var i = 0; i < 20; i++) _rig.Shard.Step();
        _rig.Rules.Publish(RuleRevision.Of(2, Revisions[1].Rules.Select(rule => rule with { Mode = RuleMode.Shadow })));
        for (var i = 0; i < 3; i++) _rig.Shard.Step();
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        _rig.Shard.Step();
        Assert.Equal(2, _rig.Shard.Status.RulesRebuild!.Revision);
        Assert.InRange(_rig.Shard.Status.RulesRebuild!.Position, 40, 55);
        _rig.Pass(2);
        _rig.Append("ann 60");
        _rig.Pass(2);
        Assert.Equal("60 1 61", _rig.Marks.Raised.Lines.Last());
    }

    [Fact]
    public void Leaves_events_out_of_the_past_that_throw()
    {
        _rig.Start();
        _rig.Append("ann 1", "bob throw-transform", "ann 2");
        _rig.Pass(3);
        _rig.Rules!.Publish(Revisions[1]);
        _rig.Pass(2);
        _rig.Append("ann 3");
        _rig.Pass(2);
        Assert.Equal(["0 0 1", "2 0 2", "3 1 3"], _rig.Marks.Raised.Lines);
        Assert.Contains(_rig.Heard, said => said.Name == "rules" && said.Message.Contains("left out: 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 25)]
    [InlineData(1000, 25)]
    [InlineData(2000, 25)]
    public void Is_made_once_whatever_crashes_and_gets_lost(int first, int seeds) => Seeds.Run(first, seeds, random => Run(random, Revisions, null));

    [Theory]
    [InlineData(3000, 40)]
    public void Brings_rules_that_find_what_they_find_when_they_were_there_from_the_beginning_but_for_what_was_before(int first, int seeds) => Seeds.Run(first, seeds, random =>
    {
        // Of each user every second event, every third, and so on.
        RuleRevision[] revisions = [.. Enumerable.Range(0, 7).Select(number => RuleRevision.Of(
            number, Enumerable.Range(2, number).Select(count => new RevisionRule($"every{count}", 1, RuleMode.On, $"rule every{count} for each user when exactly {count} any event within 1 day"))))];
        var found = new SinkTarget();
        Run(random, revisions, found, rig =>
        {
            var expected = new List<string>();
            var seen = new Dictionary<string, int>();
            foreach (var (record, mark) in rig.Log.Memory(ShardRig.Topic).Records.Zip(rig.Marks.Sent.Lines))
            {
                var count = seen[record.Text.Split(' ')[0]] = seen.GetValueOrDefault(record.Text.Split(' ')[0]) + 1;
                for (var every = 2; every < 2 + int.Parse(mark.Split(' ')[1]); every++)
                    if (count % every == 0) expected.Add($"every{every} {record.Offset}");
            }

            Assert.Equal(expected.Order(StringComparer.Ordinal), found.Lines.Order(StringComparer.Ordinal));
        });
    });

    private static void Run(Random random, RuleRevision[] revisions, SinkTarget? found, Action<ShardRig>? check = null)
    {
        using var rig = new ShardRig
        {
            MoreSinks = found is null ? [] : [new FoundSink(found)],
            MoreKinds = () => found is null ? [] : [new PatternActors(new PatternOptions { Disorder = TimeSpan.Zero, MostLive = 3 })],
            Rules = new RuleBoard(),
            Options = new ShardOptions { BatchRecords = random.Next(1, 20), CutRows = random.Next(5, 60) },
            SinkOptions = new Streams.SinkDispatcherOptions { MemoryBytes = random.Next(0, 400) },
        };
        rig.FileOptions = new FileCheckpointOptions { CompactionMinBytes = 300, SegmentBytes = random.Next(100, 2000), RelocationsAtOnce = 3, Reached = _ => Fail(random) };
        rig.Start();
        for (var (i, known) = (0, 0); i < 60; i++)
        {
            if (known < revisions.Length - 1 && random.Next(8) == 0) rig.Rules.Publish(revisions[++known]);
            Act(rig, random);
        }

        rig.FileOptions = rig.FileOptions with { Reached = null };
        rig.Marks.Sent.IsDown = rig.Marks.Raised.IsDown = false;
        rig.Restart();
        rig.Pass(30);
        rig.Append("last 1");
        rig.Pass(2);
        Assert.True(rig.Shard.Status is { Reason: "", Lag: 0 }, $"{rig.Shard.Status} {string.Join('\n', rig.Sinks)}");
        AssertOneRevisionAnEvent(rig);
        Assert.Equal(rig.Rules.Latest.Number, rig.Shard.Status.RulesRevision);
        check?.Invoke(rig);
    }

    private static void Act(ShardRig rig, Random random)
    {
        switch (random.Next(9))
        {
            case 0 or 1:
                for (var i = random.Next(1, 30); i > 0; i--) rig.Append($"u{random.Next(5)} 1");
                break;
            case 2 or 3:
                for (var i = random.Next(1, 10); i > 0; i--) rig.Shard.Step();
                break;
            case 4:
                rig.Background.RunAll();
                break;
            case 5:
                rig.Scheduler.RunOne();
                break;
            case 6:
                rig.Pass(random.Next(1, 3));
                break;
            case 7:
                rig.Marks.Sent.IsDown = random.Next(2) == 0;
                rig.Marks.Raised.LoseAnswers = 1;
                break;
            default:
                rig.Restart();
                if (random.Next(3) == 0) LoseNewest(rig);
                break;
        }
    }

    // The newest checkpoint is damaged: the one before it is loaded, and its cuts are repeated, switches included.
    private static void LoseNewest(ShardRig rig)
    {
        rig.Crash();
        var manifests = Directory.GetFiles(rig.Folder, "manifest-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        if (manifests.Length > 1 && manifests.All(file => new FileInfo(file).Length > 3)) File.WriteAllBytes(manifests[^1], [1, 2, 3]);
        rig.Start();
    }

    private static void Fail(Random random)
    {
        if (random.Next(60) == 0) throw new IOException("disk fell over");
    }

    private static void AssertOneRevisionAnEvent(ShardRig rig)
    {
        var marks = rig.Marks.Raised.Lines.Select(line => line.Split(' ')).ToList();
        Assert.Equal(marks.Select(mark => $"{mark[0]} {mark[1]}"), rig.Marks.Sent.Lines);
        Assert.Equal(Enumerable.Range(1, marks.Count), marks.Select(mark => int.Parse(mark[2])));
        Assert.Equal(Enumerable.Range(0, rig.Log.Memory(ShardRig.Topic).Records.Count), marks.Select(mark => int.Parse(mark[0])));
        Assert.Equal(marks.Select(mark => int.Parse(mark[1])).Order(), marks.Select(mark => int.Parse(mark[1])));
    }
}
