using System.Text;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Processing.Tests.Patterns;

public sealed class RuleRevisionTests
{
    private static readonly RevisionRule[] Rules =
    [
        new("beta", 3, RuleMode.Shadow, "rule beta for each card when payment where amount > 9 # größer \"x\""), new("alpha", 1, RuleMode.On, "rule alpha for each user when order"),
        new("gamma", 2, RuleMode.Off, "rule gamma for each user when refund"),
    ];

    [Fact]
    public void A_revision_is_read_as_it_was_written_and_does_not_depend_on_the_order_of_its_rules()
    {
        var made = RuleRevision.Of(7, Rules);
        var read = RuleRevision.Read(made.Bytes);
        Assert.Equal((7, made.Identity), (read.Number, read.Identity));
        Assert.Equal(["alpha", "beta", "gamma"], read.Rules.Select(rule => rule.Name));
        Assert.Equal(Rules[0], read.Rules[1]);
        Assert.Equal(made.Identity, RuleRevision.Of(7, Rules.Reverse()).Identity);
        Assert.NotEqual(made.Identity, RuleRevision.Of(8, Rules).Identity);
    }

    [Fact]
    public void A_revision_says_for_which_rules_the_log_was_read_and_is_another_without_that()
    {
        var made = RuleRevision.Of(7, Rules, [Rules[2]]);
        Assert.Equal([Rules[2]], RuleRevision.Read(made.Bytes).ReadFor);
        Assert.NotEqual(made.Identity, RuleRevision.Of(7, Rules).Identity);
        Assert.Empty(RuleRevision.Read(RuleRevision.Of(7, Rules).Bytes).ReadFor);
    }

    [Fact]
    public void Rules_that_are_off_do_not_run_and_those_in_shadow_say_so()
    {
        var set = RuleRevision.Of(1, Rules).Set;
        Assert.Equal([("alpha", false), ("beta", true)], set.Plans.SelectMany(plan => plan.Rules).Select(rule => (rule.Definition.Name, rule.IsShadow)).Order());
    }

    [Fact]
    public void A_rule_that_is_not_understood_is_left_out_and_named_and_the_others_run()
    {
        var revision = RuleRevision.Of(1, [.. Rules, new RevisionRule("later", 1, RuleMode.On, "rule later for each user whenever order")]);
        Assert.Equal(2, revision.Set.Count);
        Assert.StartsWith("later: line 1, column 26", Assert.Single(revision.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"revision":1}""")]
    [InlineData("""{"revision":1,"rules":[{"name":"a","version":1,"mode":"loud","text":""}]}""")]
    public void What_is_no_revision_is_refused(string bytes) => Assert.Throws<FormatException>(() => RuleRevision.Read(Encoding.UTF8.GetBytes(bytes)));

    [Fact]
    public void A_part_counts_as_kept_only_if_it_was_never_away()
    {
        var (with, without) = (RuleRevision.Of(1, Rules).Set, RuleRevision.Of(2, []).Set);
        var first = RuleHistory.None.Next(without, with, 0);
        var part = with.Plans[0].Parts.First();
        Assert.True(first.Kept(part, 0));
        var back = first.Next(with, without, 10).Next(without, with, 20);
        Assert.Equal((false, false, true, true), (back.Kept(part, 1), back.HadAt(part, 19), back.HadAt(part, 20), back.Kept(part, 3)));
        Assert.True(back.Next(with, with, 30).Kept(part, 3));
    }
}
