using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Tests.Patterns;

/// <summary>Which rules go on with what is remembered when they come, and which lack something that only past events tell.</summary>
public sealed class NewRuleTests
{
    private const string Matches = "rule r for each user when purchase as p then refund where amount > p.amount within 1 hour";
    private const string Windows = "rule r for each user when purchase where count of purchase in last 10 minutes > 5";

    [Theory]
    [InlineData("another limit", Windows, "rule r for each user when purchase where count of purchase in last 10 minutes > 50")]
    [InlineData("another rule on the same window", Windows, $"{Windows} rule s for each user when purchase where count of purchase in last 10 minutes > 50")]
    [InlineData("another end of a match", Matches, "rule r for each user when purchase as p then refund where amount >= 2 * p.amount within 1 hour")]
    [InlineData("an end of a match that is no more", Matches, "rule r for each user when purchase as p where amount > 1000")]
    [InlineData("one event, and nothing remembered", Windows, "rule s for each user when order where country = \"DE\"")]
    [InlineData("the first rule of a key, of one event", Windows, "rule s for each card when order")]
    [InlineData("fewer tenants", Matches, "rule r for each user only for \"shop\" when purchase as p then refund where amount >= p.amount within 1 hour")]
    public void A_rule_goes_on_with_what_is_remembered_after(string change, string before, string after) => Assert.True(Continues(before, after), change);

    [Theory]
    [InlineData("another window", Windows, "rule r for each user when purchase where count of purchase in last 12 minutes > 5")]
    [InlineData("other events in a window", Windows, "rule r for each user when purchase where count of order in last 10 minutes > 5")]
    [InlineData("a field that was not looked at, of events that may wait", Windows, "rule r for each user when purchase where count of purchase in last 10 minutes > 5 and country = \"DE\"")]
    [InlineData("another beginning", Matches, "rule r for each user when purchase as p where amount > 1 then refund where amount > p.amount within 1 hour")]
    [InlineData("another time", Matches, "rule r for each user when purchase as p then refund where amount > p.amount within 2 hours")]
    [InlineData("one step more", Matches, $"rule r for each user when purchase as p then refund where amount > p.amount then login within 1 hour")]
    [InlineData("a field of the beginning that was not kept", Matches, "rule r for each user when purchase as p then refund where country != p.country within 1 hour")]
    [InlineData("something that does not happen, which nobody waited for", Matches, "rule r for each user when purchase as p then no refund within 1 hour")]
    [InlineData("more tenants", "rule r for each user only for \"shop\" when purchase where count of purchase in last 10 minutes > 5", Windows)]
    [InlineData("another key", Windows, "rule r for each card when purchase where count of purchase in last 10 minutes > 5")]
    [InlineData("another name", Matches, "rule s for each user when purchase as p then refund where amount > p.amount within 1 hour")]
    public void A_rule_lacks_something_after(string change, string before, string after) => Assert.False(Continues(before, after), change);

    [Fact]
    public void What_is_said_about_a_rule_makes_no_other_of_it()
    {
        Assert.Empty(Compile(Windows.Replace("for each", "because \"bots\" severity high for each", StringComparison.Ordinal)).NewTo(Compile(Windows)));
    }

    private static bool Continues(string before, string after) => Assert.Single(Compile(after).NewTo(Compile(before))).Continues;

    private static RuleSet Compile(string rules) => RuleSet.Compile(RuleParser.ReadAll(rules));
}
