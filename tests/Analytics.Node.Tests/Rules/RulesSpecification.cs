using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Node.Tests.Alerts;
using Analytics.Node.Tests.Operators;

namespace Analytics.Node.Tests.Rules;

/// <summary>Rules of a running node, as people and programs store and change them.</summary>
public sealed class RulesSpecification : IAsyncLifetime
{
    private const string Order = "rule any_order severity high for each user when order where amount > 100";

    private AlertingNode _alerting = null!;

    public async Task InitializeAsync()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS"))) _alerting = await AlertingNode.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_alerting is not null) await _alerting.DisposeAsync();
    }

    [NodeFact]
    public async Task From_a_draft_to_a_rule_that_is_taken_back()
    {
        await WhatComesWithTheConfigurationIsShownAndNotChangedHere();
        await AMistakeIsNamedWithItsPlace();
        await ARuleInShadowTellsNobody();
        await APromotedRuleTells();
        await AnEditAndARollbackHaveNumbersOfTheirOwn();
        await ShardsKeepWhatTheyRunWhenTheNodeStartsAgain();
        await ARemovedRuleIsGoneAndItsVersionsStay();
        await WhatIsWrongIsNamed();
        await ANewRuleKnowsWhatCameBeforeIt();
        await TheFirstRuleOfACardKnowsWhatCameBeforeItWhoeverPaid();
        await AnotherRuleOfTheCardKnowsItToo();
    }

    private async Task WhatComesWithTheConfigurationIsShownAndNotChangedHere()
    {
        var rule = Assert.Single((await RulesAsync()).GetProperty("rules").EnumerateArray());
        Assert.Equal(("large_purchase", "configuration", "on"), (Text(rule, "name"), Text(rule, "source"), Text(rule, "mode")));
        Assert.Matches("^configured [0-9a-f]{8}$", Text(rule, "versionName"));
        var shown = (await (await Operator.AtAsync(_alerting.Node)).RunAsync("rule", "show", "large_purchase")).Output;
        Assert.Contains("configured", shown, StringComparison.Ordinal);
        Assert.Contains("rule large_purchase\n", shown, StringComparison.Ordinal);
        Assert.Contains("The tenant shop has no such alerts.", (await (await Operator.AtAsync(_alerting.Node)).RunAsync("alert", "list", "--tenant", "shop")).Output, StringComparison.Ordinal);
        var refused = await SendAsync(HttpMethod.Post, "/large_purchase/disable");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("configuration", Text(refused.Body, "detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Post, "", new { text = "rule large_purchase for each user when order" })).Status);
        Assert.Contains("for each user", Text(await _alerting.Node.GetAsync("/api/v1/rules/large_purchase"), "text"), StringComparison.Ordinal);
    }

    private async Task AMistakeIsNamedWithItsPlace()
    {
        var refused = await SendAsync(HttpMethod.Post, "", new { text = "rule r for each user\nwhen order wher amount > 1" });
        Assert.Equal((HttpStatusCode.BadRequest, "/problems/wrong-rule", 2, 12), (refused.Status, Text(refused.Body, "type"), refused.Body.GetProperty("line").GetInt32(), refused.Body.GetProperty("column").GetInt32()));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Post, "", new { rule = new { rule = "r" } })).Status);
    }

    private async Task ARuleInShadowTellsNobody()
    {
        var made = await SendAsync(HttpMethod.Post, "", new { text = Order, reason = "to see" });
        Assert.Equal((HttpStatusCode.OK, "shadow", 1, "test@localhost", "to see"), (made.Status, Text(made.Body, "mode"), made.Body.GetProperty("version").GetInt32(), Text(made.Body, "author"), Text(made.Body, "reason")));
        await TakenOverAsync(made.Body.GetProperty("revision").GetInt64());
        await OrderAsync(500);
        var shadow = (await AlertsAsync("shadow=true", 1))[0];
        Assert.Equal(("any_order", true), (Text(shadow, "rule"), shadow.GetProperty("shadow").GetBoolean()));
        Assert.Empty(await AlertsAsync("shadow=false", 0));
        var stats = await (await Operator.AtAsync(_alerting.Node)).AskAsync("rule", "stats", "--tenant", "shop");
        Assert.Equal((0, 1), (stats.GetProperty("rules")[0].GetProperty("raised").GetInt32(), stats.GetProperty("rules")[0].GetProperty("shadow").GetInt32()));
        Assert.Empty((await _alerting.Node.GetAsync($"/api/v1/alerts/{Text(shadow, "id")}?tenant=shop")).GetProperty("deliveries").EnumerateArray());
    }

    private async Task APromotedRuleTells()
    {
        var at = await Operator.AtAsync(_alerting.Node);
        var made = await at.AskAsync("rule", "promote", "any_order", "--reason", "it is right", "--yes");
        Assert.Equal(("on", 1), (Text(made, "mode"), made.GetProperty("version").GetInt32()));
        await TakenOverAsync(made.GetProperty("revision").GetInt64());
        await OrderAsync(600);
        var alert = (await AlertsAsync("shadow=false", 1))[0];
        Assert.Contains(Text(alert, "id"), (await _alerting.Receiver.NextAsync()).Body, StringComparison.Ordinal);
        Assert.Single(_alerting.Receiver.All);
    }

    private async Task AnEditAndARollbackHaveNumbersOfTheirOwn()
    {
        var at = await Operator.AtAsync(_alerting.Node);
        Assert.Equal(2, (await at.AskAsync("rule", "edit", "any_order", Order.Replace("100", "100000", StringComparison.Ordinal), "--yes")).GetProperty("version").GetInt32());
        await AnAlertIsExplainedByTheVersionThatRaisedIt(at);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Put, "/any_order", new { text = Order, version = 1 })).Status);
        var json = (await _alerting.Node.GetAsync("/api/v1/rules/any_order")).GetProperty("json");
        Assert.Equal(3, (await SendAsync(HttpMethod.Put, "/any_order", new { rule = json, version = 2, mode = "off" })).Body.GetProperty("version").GetInt32());
        var back = await SendAsync(HttpMethod.Post, "/any_order/rollback", new { version = 1, reason = "it was better" });
        Assert.Equal((4, "off", Order), (back.Body.GetProperty("version").GetInt32(), Text(back.Body, "mode"), Text(back.Body, "text")));
        var changes = (await _alerting.Node.GetAsync("/api/v1/rules/any_order/versions")).GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal(["rollback", "edit", "edit", "mode", "add"], changes.Select(change => Text(change, "action")));
        Assert.Equal("operator at 127.0.0.1", Text(changes[3], "author"));
        Assert.Equal(changes.Select(change => change.GetProperty("revision").GetInt64()).OrderDescending(), changes.Select(change => change.GetProperty("revision").GetInt64()));
        Assert.Equal(0, (await at.RunAsync("rule", "show", "any_order")).ExitCode);
        await TakenOverAsync(back.Body.GetProperty("revision").GetInt64());
        await OrderAsync(700);
    }

    private async Task AnAlertIsExplainedByTheVersionThatRaisedIt(Operator at)
    {
        var id = Text((await AlertsAsync("shadow=false", 1))[0], "id");
        var explained = await _alerting.Node.GetAsync($"/api/v1/alerts/{id}/explain?tenant=shop");
        Assert.Equal("1", Text(explained, "versionName"));
        Assert.Contains("where amount > 100\n", Text(explained, "ruleText") + "\n", StringComparison.Ordinal);
        Assert.StartsWith("This version was stored by test@localhost at 20", Text(explained, "ruleIs"), StringComparison.Ordinal);
        Assert.EndsWith("Version 2 runs now.", Text(explained, "ruleIs"), StringComparison.Ordinal);
        Assert.Contains("amount > 100", (await at.RunAsync("alert", "explain", id, "--tenant", "shop")).Output, StringComparison.Ordinal);
        Assert.Equal("1", Text((await at.AskAsync("alert", "list", "--tenant", "shop")).GetProperty("alerts")[0], "versionName"));
    }

    private async Task ShardsKeepWhatTheyRunWhenTheNodeStartsAgain()
    {
        var before = await RulesAsync();
        await _alerting.Node.DisposeAsync();
        await _alerting.StartNodeAsync();
        var after = await TakenOverAsync(before.GetProperty("revision").GetInt64());
        Assert.Equal(before.GetProperty("shards").GetRawText(), after.GetProperty("shards").GetRawText());
        Assert.Equal(before.GetProperty("rules").GetRawText(), after.GetProperty("rules").GetRawText());
        var status = await _alerting.Node.GetAsync("/api/v1/status");
        Assert.All(status.GetProperty("shards").EnumerateArray(), shard => Assert.Equal(before.GetProperty("revision").GetInt64(), shard.GetProperty("rulesRevision").GetInt64()));
        Assert.Single(await AlertsAsync("shadow=false", 1));
    }

    private async Task ARemovedRuleIsGoneAndItsVersionsStay()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete, "/any_order?why=done")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _alerting.Node.Client.GetAsync(new Uri("/api/v1/rules/any_order", UriKind.Relative))).StatusCode);
        Assert.Equal(6, (await _alerting.Node.GetAsync("/api/v1/rules/any_order/versions")).GetProperty("changes").GetArrayLength());
        var again = await SendAsync(HttpMethod.Post, "", new { text = Order, mode = "on" });
        Assert.Equal((5, "on"), (again.Body.GetProperty("version").GetInt32(), Text(again.Body, "mode")));
    }

    private async Task WhatIsWrongIsNamed()
    {
        foreach (var (path, body, status) in new (string, object?, int)[]
        {
            ("", new { }, 400), ("", new { text = Order, mode = "loud" }, 400), ("", new { text = Order }, 409), ("/nothing/enable", null, 404), ("/a%20b/enable", null, 404), ("", new { text = "rule x because \"\0\" for each user when order" }, 400), ("/any_order/enable", null, 409), ("/any_order/promote", null, 409),
            ("/any_order/rollback", new { version = 99 }, 404), ("/any_order/disable", new { reason = new string('x', 2001) }, 400),
        })
            Assert.Equal((path, status), (path, (int)(await SendAsync(HttpMethod.Post, path, body)).Status));
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, "/any_order", new { text = Order.Replace("any_order", "other", StringComparison.Ordinal) })).Status);
        using var stranger = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(new Uri(_alerting.Node.Address, "/api/v1/rules"))).StatusCode);
    }

    private async Task ANewRuleKnowsWhatCameBeforeIt()
    {
        await OrderAsync(50);
        await OrderAsync(50);
        var made = await SendAsync(HttpMethod.Post, "", new { text = "rule third for each user when exactly 3 order within 1 hour" });
        var rules = await TakenOverAsync(made.Body.GetProperty("revision").GetInt64());
        Assert.All(rules.GetProperty("shards").EnumerateArray(), shard => Assert.Equal(JsonValueKind.Null, shard.GetProperty("preparing").ValueKind));
        await OrderAsync(50);
        Assert.Equal(3, (await AlertsAsync("shadow=true&rule=third", 1))[0].GetProperty("events").GetInt32());
        Assert.Single(await AlertsAsync("shadow=true&rule=third", 1));
    }

    private async Task TheFirstRuleOfACardKnowsWhatCameBeforeItWhoeverPaid()
    {
        for (var user = 0; user < 6; user++) await OrderAsync(10 + user, card: "4111-0");
        await OrderAsync(20, card: "4111-1");
        var made = await SendAsync(HttpMethod.Post, "", new { text = "rule seventh for each card when exactly 7 order within 1 hour" });
        await TakenOverAsync(made.Body.GetProperty("revision").GetInt64());
        await OrderAsync(21, card: "4111-1");
        Assert.Empty(await AlertsAsync("shadow=true&rule=seventh", 0));
        await OrderAsync(22, card: "4111-0");
        var alert = (await AlertsAsync("shadow=true&rule=seventh", 1))[0];
        Assert.Equal(("card", 7), (Text(alert, "entityKind"), alert.GetProperty("events").GetInt32()));
        Assert.Single(await AlertsAsync("shadow=true&rule=seventh", 1));
        // Each event is one that somebody can look at, where the past is as it is where an event came as it was.
        var explained = await _alerting.Node.GetAsync($"/api/v1/alerts/{Text(alert, "id")}/explain?tenant=shop");
        Assert.Equal(7, explained.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("offset").GetInt64()).Distinct().Count());
        Assert.Equal(7, explained.GetProperty("events").EnumerateArray().Count(one => one.GetRawText().Contains("ORDER_PLACED", StringComparison.Ordinal)));
    }

    private async Task AnotherRuleOfTheCardKnowsItToo()
    {
        var made = await SendAsync(HttpMethod.Post, "", new { text = "rule spent for each card when order where sum of amount of order in last 1 hour >= 128" });
        await TakenOverAsync(made.Body.GetProperty("revision").GetInt64());
        await OrderAsync(31, card: "4111-0");
        Assert.Equal("card", Text((await AlertsAsync("shadow=true&rule=spent", 1))[0], "entityKind"));
    }

    // Below the limit of the rule that the node comes with.
    private async Task OrderAsync(int amount, string? card = null)
    {
        var one = new { eventType = "ORDER_PLACED", service = "SHOP", userEmail = $"user{amount}@shop.example", entityId = "order", amount, timestamp = DateTime.UtcNow, metadata = new { card } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/events", UriKind.Relative)) { Content = JsonContent.Create(new[] { one }) };
        request.Headers.Add("X-Tenant-Id", "shop");
        using var answer = await _alerting.Node.Client.SendAsync(request);
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }

    private async Task<List<JsonElement>> AlertsAsync(string filter, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var alerts = (await _alerting.Node.GetAsync($"/api/v1/alerts?tenant=shop&{filter}")).GetProperty("alerts").EnumerateArray().ToList();
            if (alerts.Count >= count) return alerts;
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>The rules as soon as every shard runs a revision.</summary>
    private async Task<JsonElement> TakenOverAsync(long revision)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        while (true)
        {
            var rules = await RulesAsync();
            if (rules.GetProperty("missing").GetArrayLength() == 0 && rules.GetProperty("shards").EnumerateArray().All(shard => shard.GetProperty("revision").GetInt64() == revision && shard.GetProperty("preparing").ValueKind == JsonValueKind.Null)) return rules;
            await Task.Delay(50, patience.Token);
        }
    }

    private Task<JsonElement> RulesAsync() => _alerting.Node.GetAsync("/api/v1/rules");

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/rules" + path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _alerting.Node.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
