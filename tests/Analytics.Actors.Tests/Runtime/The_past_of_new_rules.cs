using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>What new rules know of before they run is read from the log again, up to the last cut and no further.</summary>
public sealed class The_past_of_new_rules : IDisposable
{
    private static readonly RuleRevision One = RuleRevision.Of(1, [new RevisionRule("r1", 1, RuleMode.On, "rule r1 for each user when exactly 2 purchase within 1 minute")]);
    private readonly ShardRig _rig = new() { Rules = new RuleBoard(), Options = new ShardOptions { BatchRecords = 1 } };

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Ends_at_the_last_cut_because_what_came_after_it_may_be_taken_back_and_comes_again()
    {
        _rig.Start();
        _rig.Append("ann 1");
        _rig.Pass(2);

        // The cut is made and not durable: the switch waits behind it, and the shard goes on.
        var cut = _rig.Shard.CutAsync();
        _rig.Shard.Step();
        _rig.Rules!.Publish(One);
        _rig.Append("ann 2", "ann 3");
        for (var i = 0; i < 10; i++) _rig.Shard.Step();
        var asked = _rig.Shard.AskAsync(view => view.Status);
        _rig.Shard.Step();
        var status = await asked;
        Assert.Equal((3, 1, 1), (status.Position, status.CheckpointOffset, status.RulesRebuild!.Position));
        Assert.False(cut.IsCompleted);
        _rig.Pass(2);
        _rig.Append("ann 4");
        _rig.Pass(2);
        Assert.Equal(["0 0 1", "1 0 2", "2 0 3", "3 1 4"], _rig.Marks.Raised.Lines);
    }

    [Fact]
    public void Is_nothing_where_the_log_begins_so_that_the_first_rules_see_every_event()
    {
        _rig.Append("ann 1", "ann 2");
        _rig.Rules!.Publish(RuleRevision.Of(1, [.. One.Rules, new RevisionRule("r2", 1, RuleMode.On, "rule r2 for each user when purchase")]));
        _rig.Start();
        _rig.Pass(4);
        Assert.Equal(["0 2 1", "1 2 2"], _rig.Marks.Raised.Lines);
        Assert.Single(_rig.Heard, said => said.Name == "rules");
    }
}
