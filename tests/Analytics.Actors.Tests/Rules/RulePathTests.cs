using Analytics.Actors.Rules;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Tests.Rules;

/// <summary>What a shard takes over at once, and what waits until the log was read for it.</summary>
public sealed class RulePathTests
{
    private static readonly RevisionRule[] Running = [Rule("a", 1, RuleMode.On), Rule("b", 1, RuleMode.On), Rule("c", 1, RuleMode.Shadow)];

    [Fact]
    public void All_is_taken_over_at_once_when_nothing_lacks_anything() => Assert.Equal("2: a1 on, b1 off, c1 on", AtOnce([], Rule("a", 1, RuleMode.On), Rule("b", 1, RuleMode.Off), Rule("c", 1, RuleMode.On)));

    [Fact]
    public void A_rule_that_goes_does_not_wait_for_one_that_comes() => Assert.Equal("2: a1 on, c1 shadow", AtOnce(["d"], Rule("a", 1, RuleMode.On), Rule("c", 1, RuleMode.Shadow), Rule("d", 1, RuleMode.On)));

    [Fact]
    public void A_rule_that_changes_runs_on_in_its_former_form_and_is_told_to_nobody_who_is_not_to_hear_of_either()
    {
        Assert.Equal("2: a1 on, b1 shadow, c1 shadow", AtOnce(["b", "c"], Rule("a", 1, RuleMode.On), Rule("b", 2, RuleMode.Shadow), Rule("c", 2, RuleMode.On)));
    }

    [Fact]
    public void Nothing_is_taken_over_at_once_when_all_that_is_new_waits() => Assert.Null(AtOnce(["d", "c"], Running[0], Running[1], Rule("c", 2, RuleMode.Shadow), Rule("d", 1, RuleMode.On)));

    [Fact]
    public void Nothing_is_left_to_do_when_the_newest_revision_runs() => Assert.Null(new RulePath(RuleRevision.Of(2, Running, [Rule("d", 1, RuleMode.On)]), RuleRevision.Of(2, Running), []).AtOnce);

    private static string? AtOnce(string[] lacking, params RevisionRule[] newest)
    {
        var path = new RulePath(RuleRevision.Of(1, Running), RuleRevision.Of(2, newest), lacking);
        Assert.Equal(lacking.Order(), path.Lacking.Select(rule => rule.Name));
        return path.AtOnce is { } next ? $"{next.Rules.Number}: {string.Join(", ", next.Rules.Rules.Select(rule => $"{rule.Name}{rule.Version} {RuleModes.Word(rule.Mode)}"))}" : null;
    }

    private static RevisionRule Rule(string name, int version, RuleMode mode) => new(name, version, mode, $"rule {name} for each user when exactly {version + 1} purchase within 1 minute");
}
