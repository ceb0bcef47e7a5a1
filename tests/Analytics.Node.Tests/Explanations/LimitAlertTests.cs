using System.Text.Json;
using Analytics.Node.Explanations;

namespace Analytics.Node.Tests.Explanations;

/// <summary>An alert that tells of a limit is explained as one.</summary>
public sealed class LimitAlertTests
{
    [Fact]
    public void It_names_the_rule_and_the_limit()
    {
        var said = LimitAlert.Describe("rules_limit", JsonDocument.Parse("""{"limit":"partials-per-rule","rule":"hasty"}""").RootElement);
        Assert.StartsWith("No rule of people raised it: the rule hasty hit its limit of partials-per-rule here", said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alert_of_a_rule_is_none() => Assert.Null(LimitAlert.Describe("hasty", null));

    [Fact]
    public void What_is_not_told_is_said_to_be_so() => Assert.Contains("the rule (not told)", LimitAlert.Describe("rules_limit", null), StringComparison.Ordinal);
}
