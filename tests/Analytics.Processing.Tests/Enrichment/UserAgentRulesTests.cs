using System.Text;
using Analytics.Processing.Enrichment.UserAgents;

namespace Analytics.Processing.Tests.Enrichment;

public class UserAgentRulesTests
{
    [Fact]
    public void The_first_rule_that_matches_wins_and_groups_fill_what_no_replacement_names()
    {
        var recognizer = Recognizer("""
            user_agent_parsers:
              - regex: '(Minefield|Shiretoko)/(\d+)\.(\d+)\.(\d+(?:pre)?)'  # nightly
                family_replacement: 'Firefox ($1)'
              - regex: '(\w+)/(\d+)'
            os_parsers:
              - regex: 'Win(95|98)'
                os_replacement: 'Windows $1'
                os_v1_replacement: '9x'
            device_parsers:
              - regex: '; *(PEDI)_(PLUS)_(W) Build/'
                regex_flag: 'i'
                device_replacement: '$1_$2_$3'
                brand_replacement: 'It''s Odys'
                model_replacement: '$1 $2 $9 '
            """);

        var nightly = recognizer.Describe("Mozilla (Win98; pedi_PLUS_W Build/J) Minefield/4.0.1pre"u8);

        Assert.Equal(["Firefox (Minefield)", "4", "0", "1pre"], nightly.Browser);
        Assert.Equal(["Windows 98", "9x", null, null, null], nightly.System);
        Assert.Equal(["pedi_PLUS_W", "It's Odys", "pedi PLUS"], nightly.Device);
        Assert.Equal(["Mozilla", "5", null, null], recognizer.Describe("Mozilla/5"u8).Browser);
        Assert.Equal("Other", recognizer.Describe("?"u8).Browser[0]);
    }

    [Theory]
    [InlineData("lists:\n  - regex: 'a'")]
    [InlineData("os_parsers:\n  - regex: 'a'\n    color: 'red'")]
    [InlineData("os_parsers:\n  - os_replacement: 'a'")]
    [InlineData("os_parsers:\n  - regex: 'a'\n    regex: 'b'")]
    [InlineData("os_parsers:\n  - regex: |")]
    [InlineData("os_parsers:\n  - regex: 'a")]
    [InlineData("os_parsers: [1]")]
    public void A_line_that_is_not_understood_is_named(string yaml) =>
        Assert.Contains("Line ", Assert.Throws<FormatException>(() => UserAgentRules.Parse(yaml)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(@"(Chrome)/(\d+)", "chrome")]
    [InlineData(@"Foo(?:Bar|Quux)", "foo")]
    [InlineData(@"(?:Bar|Quux)\d", "bar,quux")]
    [InlineData(@"ab+cde", "bcde")]
    [InlineData(@"a(?:long)?b", null)]
    [InlineData(@"(?:one|)", null)]
    [InlineData(@"x*[abc]{3}\w+", null)]
    [InlineData(@"(?!Opera)Fire\.fox", "fire.fox")]
    [InlineData(@"[^\]]long", "long")]
    [InlineData(@"ab{0,3}cd", "cd")]
    [InlineData(@"(?i)Any", "any")]
    [InlineData(@"[Ss][Pp]ider", "spider")]
    public void Required_literals_are_those_without_which_nothing_matches(string pattern, string? literals) =>
        Assert.Equal(literals, RequiredLiterals.Of(pattern) is { } found ? string.Join(',', found) : null);

    [AssetFact]
    public void Crawlers_are_known_by_every_instance_that_their_list_names()
    {
        var crawlers = EnrichmentAssets.Recognizer;
        using var list = System.Text.Json.JsonDocument.Parse(EnrichmentAssets.CrawlerList());
        var missed = list.RootElement.EnumerateArray()
            .SelectMany(entry => entry.GetProperty("instances").EnumerateArray().Select(instance => instance.GetString()!))
            .Where(instance => !crawlers.Describe(Encoding.UTF8.GetBytes(instance)).IsBot);
        Assert.Empty(missed);
        Assert.False(crawlers.Describe("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"u8).IsBot);
    }

    [AssetFact]
    public void Common_browsers_are_told_apart_with_the_installed_rules()
    {
        Assert.Equal(
            "Mobile Safari/17/5/; iOS/17/5/1/; iPhone/Apple/iPhone",
            Parts("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"));
        Assert.Equal(
            "Edge/126/0/0; Windows/10///; Other////",
            Parts("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"));
    }

    private static string Parts(string userAgent)
    {
        var found = EnrichmentAssets.Recognizer.Describe(Encoding.UTF8.GetBytes(userAgent));
        return string.Join("; ", new[] { found.Browser, found.System, found.Device }.Select(fields => string.Join('/', fields)));
    }

    private static UserAgentRecognizer Recognizer(string yaml) => new(UserAgentRules.Parse(yaml), []);
}
