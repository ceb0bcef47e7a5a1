using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Tests.Patterns;

public sealed class RuleParserTests
{
    [Fact]
    public void A_rule_reads_like_a_sentence_and_is_printed_as_one()
    {
        const string Text = """
            rule card_testing
              because "Thieves try a card with small amounts before they buy."
              severity high
              for each card
              only for "acme", "beta"
              given tries = 3, small = 5, span = 30 minutes
              when at least tries consecutive payment or payment.failed as probe where amount < small or declined
              then any no refund
              then purchase as large where amount > 20 * average(probe.amount) and not (country in ("IT", "NO") or time since probe < 5 minutes)
              within span
              skip to last probe

            """;
        Assert.Equal(Text.ReplaceLineEndings("\n").TrimEnd() + "\n", RuleParser.Read(Text).ToString());
    }

    [Theory]
    [InlineData("rule r for each user when a within", 1, 35, "expected a duration such as 10 minutes, found the end of the text")]
    [InlineData("rule r\n  for each colour when a", 2, 12, "expected what is watched: user, session, ip, device, card, sku …, found 'colour'")]
    [InlineData("rule r for each user\n when a where amout > 5", 2, 15, "found 'amout'")]
    [InlineData("rule r for each user when a where amount >", 1, 43, "expected a value, found the end of the text")]
    [InlineData("rule r for each user when a where count of b in last 5", 1, 55, "expected a duration above zero, with its unit")]
    [InlineData("rule r for each user when a as x where y.amount > 5", 1, 40, "found 'y'")]
    [InlineData("rule r for each user when a as x then b as x within 1 hour", 1, 44, "the name 'x' is taken")]
    [InlineData("rule r for each user when a where amount = \"x", 1, 44, "closing quotation mark")]
    [InlineData("rule r for each user given limit = 5, limit = 6 when a", 1, 39, "the parameter 'limit' is given twice")]
    [InlineData("rule r for each user when a where type is old", 1, 43, "expected 'present', 'absent' or 'new'")]
    [InlineData("rule r for each user when a keep all b", 1, 38, "expected 'then', 'within', 'skip' or the next 'rule'")]
    [InlineData("rule r for each user when a where amount ; 5", 1, 42, "found ';'")]
    public void An_error_says_where_and_what_was_expected(string text, int line, int column, string reason)
    {
        var error = Assert.Throws<RuleException>(() => RuleParser.ReadAll(text));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
        var excerpt = error.Message.Split('\n')[^2..];
        Assert.Equal(text.Split('\n')[line - 1], excerpt[0][2..]);
        Assert.Equal(new string(' ', column + 1) + "^", excerpt[1]);
    }

    [Theory]
    [InlineData("1", " + 1", "", "more than 128 of")]
    [InlineData("1", " - 1", "", "more than 128 of")]
    [InlineData("1", " * 1", "", "more than 128 of")]
    [InlineData("bot", " and bot", "", "more than 128 of")]
    [InlineData("bot", " or bot", "", "more than 128 of")]
    [InlineData("", "not ", "bot", "nested more than 64 deep")]
    [InlineData("", "- ", "1 > 0", "nested more than 64 deep")]
    [InlineData("", "(", "bot", "nested more than 64 deep")]
    [InlineData("", "count of (a where ", "bot", "nested more than 64 deep")]
    [InlineData("", "sum of ", "amount", "nested more than 64 deep")]
    [InlineData("", "deviation of ", "amount", "nested more than 64 deep")]
    public void A_condition_that_would_exhaust_the_stack_is_refused(string first, string again, string last, string reason)
    {
        var error = Assert.Throws<RuleException>(() => RuleParser.Read($"rule r for each user when a where {first}{string.Concat(Enumerable.Repeat(again, 50_000))}{last}"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amount > 0", " or amount > 0", 128)]
    [InlineData("bot", " and bot", 128)]
    [InlineData("1", " + 1", 127)]
    public void The_longest_chain_is_printed_read_written_as_JSON_and_compiled(string first, string again, int times)
    {
        var condition = first + string.Concat(Enumerable.Repeat(again, times)) + (again == " + 1" ? " > 0" : "");
        var rule = RuleParser.Read($"rule r for each user when a where {condition}");
        Assert.Equal(rule.ToString(), RuleParser.Read(rule.ToString()).ToString());
        Assert.Equal(rule.ToString(), RuleJson.Read(RuleJson.Write(rule)).ToString());
        Assert.Equal(1, RuleSet.Compile([rule]).Count);
    }

    [Fact]
    public void Random_rules_are_printed_read_and_written_as_JSON_without_a_change()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var rule = RuleParser.Read(new RandomRules(seed).Rule("r"));
            var text = rule.ToString();
            Assert.Equal(text, RuleParser.Read(text).ToString());
            Assert.Equal(text, RuleJson.Read(RuleJson.Write(rule)).ToString());
        }
    }

    [Fact]
    public void Every_kind_of_expression_survives_text_and_JSON()
    {
        string[] conditions =
        [
            "sum of amount + 1 of (payment or refund where declined) in last 90 minutes >= 5", "average of amount of purchase in last span < 2 * limit", "distinct card of purchase in last 1 day > 3",
            "median deviation of amount over last 20 purchase > 4.5", "deviation of amount / 2 over last limit (purchase where amount > 1) > 3", "property \"a b\" = \"x\\\"y\" and property z is absent",
            "speed > 900 and distance > 1", "time since last seen > 90 days", "time since last (login or signup) > 1 hour", "time since first seen < 1 week", "time since last \"time\" > 500 milliseconds",
            "country is new and address is new", "(amount - (1 - 2)) * 3 / (4 * 5) > -6", "declined = false or (bot and not true)", "amount between 1 and 2 + 3", "sku not in (\"a\")", "hour >= 22 or weekday = 7",
        ];
        foreach (var condition in conditions)
        {
            var rule = RuleParser.Read($"rule r for each user and property \"org id\" given limit = 7, span = 10 minutes when purchase where {condition}");
            var text = rule.ToString();
            Assert.Equal(text, RuleParser.Read(text).ToString());
            Assert.Equal(text, RuleJson.Read(RuleJson.Write(rule)).ToString());
        }
    }

    [Theory]
    [InlineData("""{"rule":"r"}""", "for_each")]
    [InlineData("""{"rule":"r","for_each":["user"],"when":[{"event":["a"],"where":{">":["amount"]}}]}""", "when[0].where")]
    [InlineData("""{"rule":"r","for_each":["user"],"when":[{"event":["a"],"huh":1}]}""", "huh")]
    [InlineData("""[1]""", "an object")]
    [InlineData("""{"rule":""", "JSON")]
    public void Wrong_JSON_is_refused_with_the_place(string json, string place) =>
        Assert.Contains(place, Assert.Throws<RuleException>(() => RuleJson.Read(json)).Message, StringComparison.Ordinal);
}
