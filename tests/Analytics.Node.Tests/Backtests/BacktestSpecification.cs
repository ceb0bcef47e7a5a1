using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Node.Tests.Operators;
using Analytics.Testing;

namespace Analytics.Node.Tests.Backtests;

/// <summary>A rule over past events finds what the same rule found when they came, and says what another would have found.</summary>
public sealed class BacktestSpecification : IAsyncLifetime
{
    private const string Hasty = """
        rule hasty
          because "Three at once."
          for each user
          given times = 3
          when exactly times purchase
          within 4 hours
        """;

    private const string Spender = """
        rule spender
          because "A lot in a day."
          for each user
          given limit = 900
          when purchase where sum of amount of purchase in last 1 day > limit
        """;

    private const string Card = """
        rule card_twice
          because "A key that no lane has."
          for each card
          when exactly 2 purchase
          within 1 hour
        """;

    private const int WidthForPeople = 140;
    private readonly TemporaryFolder _folder = new();
    private NodeProcess _node = null!;

    public async Task InitializeAsync()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS"))) return;
        await File.WriteAllTextAsync(_folder.File("own.rules"), string.Join('\n', Hasty, Spender, Card));
        _node = await NodeProcess.StartAsync(_folder.File("node"), "--set", $"rules.files=[\"{_folder.File("own.rules")}\"]", "--set", "shards.checkpoint-interval=200ms", "--set", "operator.port=" + NodeProcess.FreePort().ToString(CultureInfo.InvariantCulture));
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        _folder.Dispose();
    }

    [NodeFact]
    public async Task What_was_found_is_found_again_and_what_would_have_been_is_told()
    {
        await SendAsync("shop", 7);
        await SendAsync("other", 8);
        foreach (var rule in (string[])[Hasty, Spender, Card]) await NodeBacktests.FindsWhatItRaisedAsync(_node, "shop", rule);
        await AnotherLimitFindsMoreAndLosesNothing();
        await WhatPeopleDecidedIsCounted();
        await AnAlertIsExplained();
        await OperatorsSeeTheSame();
        await WhatIsWrongIsNamed();
    }

    private async Task AnotherLimitFindsMoreAndLosesNothing()
    {
        var same = (await NodeBacktests.RunAsync(_node, "shop", Spender, null, 0)).GetProperty("result");
        Assert.Equal((0, 0), (Count(same, "new"), Count(same, "lost")));
        var wider = (await NodeBacktests.RunAsync(_node, "shop", Spender.Replace("900", "700", StringComparison.Ordinal), null, 3)).GetProperty("result");
        Assert.Equal((Count(same, "total"), 0), (Count(wider, "same"), Count(wider, "lost")));
        Assert.True(Count(wider, "new") > 0);
        var example = wider.GetProperty("newExamples")[0];
        var stored = example.GetProperty("events")[0];
        Assert.Equal(example.GetProperty("amount").GetDecimal(), stored.GetProperty("fields").GetProperty("amount").GetDecimal());
        Assert.Equal(example.GetProperty("entity").GetString(), stored.GetProperty("fields").GetProperty("user_id").GetString());
        var against = (await NodeBacktests.RunAsync(_node, "shop", Spender, Spender.Replace("900", "700", StringComparison.Ordinal), 0)).GetProperty("result");
        Assert.Equal((0, Count(wider, "new")), (Count(against, "new"), Count(against, "lost")));
    }

    private async Task WhatPeopleDecidedIsCounted()
    {
        var alerts = (await _node.GetAsync("/api/v1/alerts?tenant=shop&rule=hasty")).GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("id").GetString()).ToList();
        await DecideAsync(alerts[0], "resolve");
        await DecideAsync(alerts[1], "false-positive");
        var labels = (await NodeBacktests.RunAsync(_node, "shop", Hasty, "raised", 0)).GetProperty("result").GetProperty("labels");
        Assert.Equal((1, 1, 0.5, 1.0), (labels.GetProperty("right").GetInt32(), labels.GetProperty("wrong").GetInt32(), labels.GetProperty("precision").GetDouble(), labels.GetProperty("recall").GetDouble()));
    }

    private async Task AnAlertIsExplained()
    {
        foreach (var rule in (string[])["hasty", "card_twice"])
        {
            var alert = (await _node.GetAsync($"/api/v1/alerts?tenant=shop&rule={rule}")).GetProperty("alerts")[0];
            var id = alert.GetProperty("id").GetString();
            var explained = await _node.GetAsync($"/api/v1/alerts/{id}/explain?tenant=shop");
            Assert.Contains("rule " + rule, explained.GetProperty("ruleText").GetString(), StringComparison.Ordinal);
            Assert.Equal("This version runs.", explained.GetProperty("ruleIs").GetString());
            Assert.NotEmpty(explained.GetProperty("tableVersions").EnumerateArray());
            var matched = explained.GetProperty("events").EnumerateArray().ToList();
            Assert.Equal(alert.GetProperty("events").GetInt32(), matched.Count);
            Assert.All(matched, one => Assert.Equal("purchase", one.GetProperty("event").GetProperty("type").GetString()));
            var entity = alert.GetProperty("entity").GetString();
            Assert.All(matched, one => Assert.Contains(entity!, one.GetProperty("event").GetRawText(), StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.NotFound, (await _node.Client.GetAsync(new Uri($"/api/v1/alerts/{id}/explain?tenant=other", UriKind.Relative))).StatusCode);
            var (code, output, errors) = await (await Operator.AtAsync(_node)).RunAsync("alert", "explain", id!, "--tenant", "shop");
            Assert.True(code == 0, errors);
            Assert.Contains("when exactly", output, StringComparison.Ordinal);
        }
    }

    private async Task OperatorsSeeTheSame()
    {
        var at = await Operator.AtAsync(_node);
        var file = _folder.File("draft.rule");
        await File.WriteAllTextAsync(file, Hasty);
        var (code, output, errors) = await at.RunAsync("rule", "backtest", file, "--tenant", "shop", "--from", NodeBacktests.Start.AddDays(-1).ToString("O"));
        Assert.True(code == 0, errors);
        Assert.Contains("hasty over ", output, StringComparison.Ordinal);
        Assert.Contains("  lost    0 alerts", output, StringComparison.Ordinal);
        Assert.Contains("events from the log, 0 from ClickHouse", output, StringComparison.Ordinal);
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("  user ", StringComparison.Ordinal) && line.Contains("3 × purchase", StringComparison.Ordinal)));
        Assert.All(output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, WidthForPeople));
        Assert.Equal(2, (await at.RunAsync("rule", "backtest", "rule wrong", "--tenant", "shop")).ExitCode);
        Assert.Contains("The tenant default has no such alerts. These have some: other, shop; --tenant names one.", (await at.RunAsync("alert", "list")).Output, StringComparison.Ordinal);
        Assert.EndsWith("The tenant shop has no such alerts.", (await at.RunAsync("alert", "list", "--tenant", "shop", "--rule", "nobody")).Output.Trim(), StringComparison.Ordinal);
    }

    private async Task WhatIsWrongIsNamed()
    {
        async Task<string> Wrong(object request)
        {
            using var answer = await _node.Client.PostAsync(new Uri("/api/v1/rules/backtest?tenant=shop", UriKind.Relative), JsonContent.Create(request));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }

        Assert.Contains("expected", await Wrong(new { rule = "rule x for each user when", from = NodeBacktests.Start }), StringComparison.Ordinal);
        Assert.Contains("start of the range", await Wrong(new { rule = Hasty }), StringComparison.Ordinal);
        var job = await NodeBacktests.RunAsync(_node, "shop", Hasty, "nothing", 0);
        Assert.Equal(HttpStatusCode.NotFound, (await _node.Client.GetAsync(new Uri($"/api/v1/rules/backtest/{job.GetProperty("id").GetString()}?tenant=other", UriKind.Relative))).StatusCode);
        using var stranger = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri(_node.Address, "/api/v1/rules/backtest"))).StatusCode);
    }

    private async Task DecideAsync(string? id, string verb) =>
        Assert.Equal(HttpStatusCode.OK, (await _node.Client.PostAsync(new Uri($"/api/v1/alerts/{id}/{verb}?tenant=shop", UriKind.Relative), null)).StatusCode);

    // Purchases of forty users over three days, a few of them out of order, some without an id, among visits that no rule looks at.
    private async Task SendAsync(string tenant, int seed)
    {
        var random = new Random(seed);
        var at = NodeBacktests.Start;
        var events = new List<object>();
        for (var i = 0; i < 1_500; i++)
        {
            at = at.AddSeconds(random.Next(300));
            var when = random.Next(10) == 0 ? at.AddSeconds(-random.Next(5)) : at;
            var number = random.Next(40);
            var user = $"u{number}@shop.example";
            events.Add(random.Next(3) > 0
                ? new { eventType = "page_view", service = "SHOP", userEmail = user, amount = 0.0, timestamp = when, metadata = new Dictionary<string, object> { ["page"] = "/" } }
                : new { eventType = "purchase", service = "SHOP", userEmail = user, amount = Math.Round(random.NextDouble() * 200, 2), timestamp = when, metadata = new Dictionary<string, object> { ["card"] = $"c{number}" } });
        }

        await NodeBacktests.SendAsync(_node, tenant, events.Select(one => JsonSerializer.Serialize(one)));
    }

    private static int Count(JsonElement result, string kind) => result.GetProperty(kind).GetProperty("alerts").GetInt32();
}
