using Analytics.Actors.Rules;
using Analytics.Actors.Shards;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Runtime;

/// <summary>A shard that reads its log again for new rules hears of more changes: what lacks nothing does not wait, and what was read is not read again.</summary>
public sealed class A_change_of_the_rules_while_the_log_is_read_again : IDisposable
{
    private const int Events = 60;
    private readonly ShardRig _rig = new() { Rules = new RuleBoard(), Options = new ShardOptions { BatchRecords = 1 } };

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Is_made_at_the_next_cut_when_it_takes_a_rule_away()
    {
        Run("r1");
        Publish(2, "r1", "r2");
        Step(10);
        var before = await PositionOfReading();
        Publish(3, "r2");
        _rig.Append("ann 60");
        Settle(4);
        var status = await Status();
        Assert.Equal((3, 60), (status.RulesRevision, status.RulesSince));
        Assert.InRange(status.RulesRebuild!.Position, before + 1, Events - 10);
        _rig.Append("ann 61");
        _rig.Pass(2);
        _rig.Append("ann 62");
        _rig.Pass(2);
        Assert.Equal(["60 0", "61 0", "62 1"], _rig.Marks.Raised.Lines.TakeLast(3).Select(line => line[..4]));
    }

    [Fact]
    public async Task Reads_for_nothing_but_what_it_adds()
    {
        Run();
        Publish(1, "r1", "r2");
        Step(10);
        var before = await PositionOfReading();
        Publish(2, "r1", "r2", "r3");
        Step(2);
        Assert.InRange(await PositionOfReading(), before + 1, before + 10);
        _rig.Pass(2);
        _rig.Append("ann 60");
        _rig.Pass(2);
        Assert.Equal(["r1, r2", "r3"], ReadFor());
        Assert.Equal("60 3 61", _rig.Marks.Raised.Lines.Last());
        Assert.Equal(2, _rig.Shard.Status.RulesRevision);
    }

    [Fact]
    public async Task Takes_nothing_back_of_what_is_read_for_rules_that_stay_when_another_one_goes()
    {
        Run();
        Publish(1, "r1", "r2");
        Step(10);
        var before = await PositionOfReading();
        Publish(2, "r2");
        Step(2);
        Assert.InRange(await PositionOfReading(), before + 1, before + 10);
        _rig.Pass(2);
        _rig.Append("ann 60");
        _rig.Pass(2);
        Assert.Equal(["r1, r2"], ReadFor());
        Assert.Equal("60 1 61", _rig.Marks.Raised.Lines.Last());
    }

    [Fact]
    public void Ends_the_reading_when_no_rule_wants_it_any_more()
    {
        Run("r1");
        Publish(2, "r1", "r2");
        Step(10);
        Publish(3, "r1");
        _rig.Pass(2);
        Assert.Equal((3, null), (_rig.Shard.Status.RulesRevision, _rig.Shard.Status.RulesRebuild));
        Assert.DoesNotContain(_rig.Heard, said => said.Message.Contains("is known to", StringComparison.Ordinal));
    }

    [Fact]
    public void Is_repeated_as_it_was_when_the_checkpoints_behind_it_are_lost()
    {
        Run();
        Publish(1, "r1", "r2");
        Step(10);
        Publish(2, "r2");
        _rig.Pass(2);
        _rig.Append("ann 60", "bob 1");
        _rig.Pass(1);
        var marks = _rig.Marks.Raised.Lines.ToArray();
        _rig.Crash();
        var manifests = Directory.GetFiles(_rig.Folder, "manifest-*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        File.WriteAllBytes(manifests[^1], [1, 2, 3]);
        _rig.Start();
        _rig.Pass(2);
        _rig.Append("ann 61");
        _rig.Pass(2);
        Assert.Equal([.. marks, "62 1 63"], _rig.Marks.Raised.Lines);
    }

    private void Run(params string[] rules)
    {
        _rig.Start();
        if (rules.Length > 0) Publish(1, rules);
        _rig.Append([.. Enumerable.Range(0, Events).Select(i => $"ann {i}")]);
        _rig.Pass(2);
    }

    private void Publish(long number, params string[] names) =>
        _rig.Rules!.Publish(RuleRevision.Of(number, names.Select(name => new RevisionRule(name, 1, RuleMode.On, $"rule {name} for each user when exactly 2 purchase within 1 minute"))));

    private void Step(int times)
    {
        for (var i = 0; i < times; i++) _rig.Shard.Step();
    }

    private void Settle(int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            _rig.Shard.Step();
            _rig.Background.RunAll();
            _rig.Scheduler.RunAll();
        }
    }

    private async Task<long> PositionOfReading() => (await Status()).RulesRebuild!.Position;

    private async Task<ShardStatus> Status()
    {
        var asked = _rig.Shard.AskAsync(view => view.Status);
        _rig.Shard.Step();
        return await asked;
    }

    private IEnumerable<string> ReadFor() =>
        _rig.Heard.Where(said => said.Message.StartsWith("Reads its log again", StringComparison.Ordinal)).Select(said => said.Message.Split(": ")[^1].TrimEnd('.'));
}
