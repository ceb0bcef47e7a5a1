using System.Text;
using Analytics.Contracts.Checkpoints;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Tests.Postgres;

namespace Analytics.Sinks.Tests.Alerts;

[Collection(AlertDatabasesCollection.Name)]
public sealed class AlertSinkTests(AlertDatabases databases)
{
    private static readonly byte[] Ann = "ann"u8.ToArray();

    [PostgresFact]
    public async Task What_is_delivered_again_or_replayed_is_there_once()
    {
        await using var alerts = await AlertsUnderTest.StartAsync(databases);
        var first = alerts.Cut("shop", "velocity", "high", Ann, id: 7);
        await alerts.Sink.DeliverAsync(first, CancellationToken.None);
        await alerts.Sink.DeliverAsync(first, CancellationToken.None);
        await alerts.Sink.DeliverAsync(alerts.Cut("shop", "velocity", "high", Ann, id: 7), CancellationToken.None);
        Assert.Equal("high", Assert.Single(await AllAsync(alerts, "shop")).Severity);
        Assert.Single(await alerts.Book.NewsAsync("shop", 0, 10, CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_former_owner_of_the_shard_writes_nothing()
    {
        await using var alerts = await AlertsUnderTest.StartAsync(databases);
        await alerts.Sink.DeliverAsync(alerts.Cut("shop", "velocity", "high", Ann) with { Epoch = 2 }, CancellationToken.None);
        await Assert.ThrowsAsync<StaleEpochException>(async () => await alerts.Sink.DeliverAsync(alerts.Cut("shop", "velocity", "high", Ann), CancellationToken.None));
        Assert.Single(await AllAsync(alerts, "shop"));
    }

    [PostgresFact]
    public async Task The_same_id_in_two_tenants_is_two_alerts_that_know_nothing_of_each_other()
    {
        await using var alerts = await AlertsUnderTest.StartAsync(databases);
        await alerts.Sink.DeliverAsync(alerts.Cut("one", "velocity", "low", Ann, id: 7), CancellationToken.None);
        await alerts.Sink.DeliverAsync(alerts.Cut("two", "velocity", "low", Ann, id: 7), CancellationToken.None);
        var one = Assert.Single(await AllAsync(alerts, "one"));
        await alerts.ChangeAsync(one, AlertState.Resolved);
        Assert.Equal("open", Assert.Single(await AllAsync(alerts, "two")).State);
        Assert.Null(await alerts.Book.FindAsync("three", one.Id, CancellationToken.None));
        Assert.Equal(["open", "resolved"], (await alerts.Book.NewsAsync("one", 0, 10, CancellationToken.None)).Select(news => news.Change.State));
        Assert.Equal(["open"], (await alerts.Book.NewsAsync("two", 0, 10, CancellationToken.None)).Select(news => news.Change.State));
    }

    [PostgresFact]
    public async Task What_PostgreSQL_cannot_hold_keeps_no_alert_away()
    {
        await using var alerts = await AlertsUnderTest.StartAsync(databases);
        await alerts.Sink.DeliverAsync(alerts.Cut("odd", "velocity", "urgent", [(byte)'a', 0, (byte)'b', 0xFF], """{"note":"\u0000 \ud800","n":1e999}"""), CancellationToken.None);
        await alerts.Sink.DeliverAsync(alerts.Cut("odd", "velocity", "low", Encoding.UTF8.GetBytes(new string('x', 5_000)), new string(' ', 300_000)), CancellationToken.None);
        var all = await AllAsync(alerts, "odd");
        Assert.Equal(["low", "medium"], all.Select(alert => alert.Severity));
        Assert.Equal("a, b\uFFFD", all[1].Entity);
        Assert.Equal("""{"note":"\u0000 \ud800","n":1e999}""", all[1].Evidence!.Value.GetRawText());
        Assert.Equal(512, all[0].Entity.Length);
        Assert.Contains("300000 bytes", all[0].Evidence!.Value.GetProperty("omitted").GetString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Pages_and_filters_find_every_alert_once()
    {
        await using var alerts = await AlertsUnderTest.StartAsync(databases);
        for (var i = 0; i < 5; i++) await alerts.RaiseAsync(rule: i % 2 == 0 ? "even" : "odd", entity: $"user-{i}");
        var first = await alerts.Book.ListAsync("shop", new AlertFilter(), null, 3, CancellationToken.None);
        var second = await alerts.Book.ListAsync("shop", new AlertFilter(), first.Next, 3, CancellationToken.None);
        Assert.Equal(["user-4", "user-3", "user-2", "user-1", "user-0"], first.Alerts.Concat(second.Alerts).Select(alert => alert.Entity));
        Assert.Null(second.Next);
        Assert.Equal(2, (await alerts.Book.ListAsync("shop", new AlertFilter(Rule: "odd"), null, 10, CancellationToken.None)).Alerts.Count);
        Assert.Single((await alerts.Book.ListAsync("shop", new AlertFilter(Entity: "user-3", State: AlertState.Open, Severity: AlertSeverity.Medium), null, 10, CancellationToken.None)).Alerts);
        Assert.Empty((await alerts.Book.ListAsync("shop", new AlertFilter(Since: alerts.Time.GetUtcNow()), null, 10, CancellationToken.None)).Alerts);
    }

    [PostgresFact]
    public async Task Tenants_that_have_alerts_are_named_once_each()
    {
        await using var alerts = await AlertsUnderTest.StartAsync(databases);
        Assert.Empty(await alerts.Book.TenantsAsync(shadow: false, 10, CancellationToken.None));
        foreach (var tenant in (string[])["shop", "stall", "shop", "barn"]) await alerts.RaiseAsync(tenant);
        Assert.Equal(["barn", "shop", "stall"], await alerts.Book.TenantsAsync(shadow: false, 10, CancellationToken.None));
        Assert.Equal(["barn", "shop"], await alerts.Book.TenantsAsync(shadow: false, 2, CancellationToken.None));
        Assert.Empty(await alerts.Book.TenantsAsync(shadow: true, 10, CancellationToken.None));
    }

    [PostgresFact]
    public async Task What_people_decide_is_the_precision_of_the_rule()
    {
        await using var alerts = await AlertsUnderTest.StartAsync(databases);
        var wrong = await alerts.RaiseAsync();
        await alerts.ChangeAsync(wrong, AlertState.FalsePositive);
        for (var i = 0; i < 3; i++) await alerts.ChangeAsync(await alerts.RaiseAsync(), AlertState.Resolved);
        await alerts.RaiseAsync();
        var rule = Assert.Single(await alerts.Book.PrecisionAsync("shop", null, CancellationToken.None));
        Assert.Equal((5, 1, 3, 1, 0.75), (rule.Raised, rule.Open, rule.Resolved, rule.FalsePositives, rule.Precision));
        Assert.False((await alerts.Book.ChangeAsync("shop", wrong.Id, AlertState.Acknowledged, "bob", null, CancellationToken.None))!.Value.Possible);
        Assert.Equal("resolved", (await alerts.Book.ChangeAsync("shop", wrong.Id, AlertState.Resolved, "bob", "it was one", CancellationToken.None))!.Value.Alert.State);
    }

    private static async Task<IReadOnlyList<StoredAlert>> AllAsync(AlertsUnderTest alerts, string tenant) =>
        (await alerts.Book.ListAsync(tenant, new AlertFilter(), null, 100, CancellationToken.None)).Alerts;
}
