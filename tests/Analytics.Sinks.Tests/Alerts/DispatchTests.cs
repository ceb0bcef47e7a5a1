using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Sinks.Alerts.Dispatch;
using Analytics.Sinks.Alerts.Routing;
using Analytics.Sinks.Tests.Postgres;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Alerts;

/// <summary>Messages to a real server over real connections, from a real ledger.</summary>
[Collection(AlertDatabasesCollection.Name)]
public sealed class DispatchTests(AlertDatabases databases)
{
    private static readonly AllowedNetworks Loopback = new([System.Net.IPNetwork.Parse("127.0.0.0/8"), System.Net.IPNetwork.Parse("::1/128")]);
    private static readonly DispatchOptions Patient = new() { BreakerFailures = 1_000, SendTimeout = TimeSpan.FromMinutes(1) };

    [PostgresFact]
    public async Task A_message_carries_its_id_and_a_signature_of_what_it_says()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook" });
        alerts.Send(Patient, Webhook(receiver, alerts));
        var alert = await alerts.RaiseAsync(severity: "high");
        var message = await receiver.NextAsync();
        using var hmac = new HMACSHA256("s3cret"u8.ToArray());
        var signed = Encoding.UTF8.GetBytes($"{message.Id}.{message.Headers["webhook-timestamp"]}.{message.Body}");
        Assert.Equal("v1," + Convert.ToBase64String(hmac.ComputeHash(signed)), message.Headers["webhook-signature"]);
        Assert.Equal(message.Id, message.Headers["webhook-id"]);
        Assert.Equal(alerts.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), message.Headers["webhook-timestamp"]);
        var body = JsonDocument.Parse(message.Body).RootElement;
        Assert.Equal((message.Id, "alert: 1 high for shop: velocity"), (body.GetProperty("id").GetString(), body.GetProperty("title").GetString()));
        Assert.Equal(alert.Id, body.GetProperty("alerts")[0].GetProperty("id").GetGuid());
        Assert.Equal("sent", Assert.Single(await alerts.LedgerAsync(all => all.All(one => one.State == "sent"))).State);
    }

    [PostgresFact]
    public async Task What_fails_hangs_up_redirects_or_never_answers_is_sent_again_under_the_same_id_byte_for_byte()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        var answers = new Queue<int>([500, 0, 302, -1, 200]);
        receiver.Answer = _ => answers.Dequeue();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook" });
        alerts.Send(Patient with { SendTimeout = TimeSpan.FromSeconds(3) }, Webhook(receiver, alerts));
        var alert = await alerts.RaiseAsync();
        await receiver.NextAsync();
        await alerts.ChangeAsync(alert, AlertState.Acknowledged);
        var sent = Assert.Single(await alerts.LedgerAsync(all => all.All(one => one.State == "sent")));
        Assert.Equal(5, sent.Attempts);
        Assert.Equal(5, receiver.All.Count);
        Assert.All(receiver.All, message => Assert.Equal((sent.Id.ToString(), receiver.All[0].Body, "/hook"), (message.Id, message.Body, message.Path)));
    }

    [PostgresFact]
    public async Task What_is_tried_too_long_is_given_up_and_can_be_sent_again()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        receiver.Answer = _ => 503;
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook" });
        alerts.Send(Patient with { RetryFor = TimeSpan.Zero }, Webhook(receiver, alerts));
        await alerts.RaiseAsync();
        var failed = Assert.Single(await alerts.LedgerAsync(all => all.All(one => one.State == "failed")));
        Assert.Equal("the answer was 503", failed.LastError);
        receiver.Answer = _ => 200;
        Assert.Null(await alerts.Ledger.RetryAsync("other", failed.Id, CancellationToken.None));
        Assert.NotNull(await alerts.Ledger.RetryAsync("shop", failed.Id, CancellationToken.None));
        await alerts.LedgerAsync(all => all.All(one => one.State == "sent"));
        Assert.Single(receiver.All.Select(message => message.Id).Distinct());
    }

    [PostgresFact]
    public async Task A_channel_that_fails_is_left_alone_for_a_while_and_says_so()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        receiver.Answer = _ => 500;
        await using var other = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook" }, new AlertRoute { Channel = "other", GroupInterval = TimeSpan.Zero });
        var dispatcher = alerts.Send(Patient with { BreakerFailures = 2 }, Webhook(receiver, alerts), Webhook(other, alerts, "other"));
        await alerts.RaiseAsync();
        await alerts.LedgerAsync(all => all.Any(one => one is { Channel: "hook", Attempts: 2, State: "pending" }));
        Assert.Equal((false, "the answer was 500"), (dispatcher.Channels[0].IsUp, dispatcher.Channels[0].Error));
        receiver.Answer = _ => 200;
        await other.NextAsync();
        for (var i = 0; i < 3; i++)
        {
            await alerts.RaiseAsync();
            await other.NextAsync();
        }

        Assert.Equal(2, receiver.All.Count);
        alerts.Time.Forward(TimeSpan.FromSeconds(31));
        await alerts.LedgerAsync(all => all.Any(one => one is { Channel: "hook", State: "sent" }));
        Assert.True(dispatcher.Channels[0].IsUp);
    }

    [PostgresFact]
    public async Task Alerts_of_one_rule_share_a_message_until_the_interval_is_over()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook", GroupInterval = TimeSpan.FromMinutes(5) });
        alerts.Send(Patient, Webhook(receiver, alerts));
        await alerts.RaiseAsync();
        Assert.Equal(1, Total(await receiver.NextAsync()));
        await alerts.LedgerAsync(all => all[0].State == "sent");
        await alerts.RaiseAsync(entity: "bob");
        await alerts.RaiseAsync(entity: "eve");
        await alerts.RaiseAsync(rule: "other");
        Assert.Contains("other", (await receiver.NextAsync()).Body, StringComparison.Ordinal);
        alerts.Time.Forward(TimeSpan.FromMinutes(5));
        Assert.Equal(2, Total(await receiver.NextAsync()));
    }

    [PostgresFact]
    public async Task A_silence_and_a_decision_keep_messages_back_and_the_ledger_says_so()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook", GroupBy = [AlertGroupField.Entity], GroupWait = TimeSpan.FromMinutes(1) });
        var now = alerts.Time.GetUtcNow();
        await alerts.Silences.CreateAsync("shop", "velocity", "ann", now, now.AddHours(1), "bob", "sale", CancellationToken.None);
        await alerts.Silences.CreateAsync("other", null, null, now, now.AddHours(1), "bob", "of another tenant", CancellationToken.None);
        await alerts.RaiseAsync(entity: "ann");
        await alerts.ChangeAsync(await alerts.RaiseAsync(entity: "eve"), AlertState.FalsePositive);
        await alerts.RaiseAsync(entity: "joe");
        alerts.Send(Patient, Webhook(receiver, alerts));
        alerts.Time.Forward(TimeSpan.FromMinutes(1));
        Assert.Contains("joe", (await receiver.NextAsync()).Body, StringComparison.Ordinal);
        await alerts.LedgerAsync(all => all.Select(one => one.State).Order(StringComparer.Ordinal).SequenceEqual(["sent", "suppressed", "suppressed"]));
        Assert.Single(receiver.All);
    }

    [PostgresFact]
    public async Task At_night_only_what_is_critical_is_sent_and_the_rest_in_the_morning()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        var quiet = new QuietHours(new TimeOnly(11, 0), new TimeOnly(7, 0), TimeZoneInfo.Utc, AlertSeverity.Critical);
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook", GroupBy = [AlertGroupField.Severity], Quiet = quiet });
        alerts.Send(Patient, Webhook(receiver, alerts));
        await alerts.RaiseAsync(severity: "high");
        await alerts.LedgerAsync(all => all[0].DueAt == new DateTime(2026, 5, 5, 7, 0, 0, DateTimeKind.Utc));
        await alerts.RaiseAsync(severity: "critical");
        Assert.Contains("critical", (await receiver.NextAsync()).Body, StringComparison.Ordinal);
        alerts.Time.Forward(TimeSpan.FromHours(19));
        Assert.Contains("\"high\"", (await receiver.NextAsync()).Body, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task What_nobody_acknowledges_is_repeated_and_escalated_and_what_somebody_does_is_not()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(
            databases,
            new AlertRoute { Channel = "hook", GroupBy = [AlertGroupField.Entity], RepeatInterval = TimeSpan.FromHours(1), RepeatLimit = 1, EscalateAfter = TimeSpan.FromMinutes(15), EscalateTo = "boss" },
            new AlertRoute { Channel = "boss", MinSeverity = AlertSeverity.Critical });
        alerts.Send(Patient, Webhook(receiver, alerts), Webhook(receiver, alerts, "boss"));
        await alerts.RaiseAsync(entity: "ann");
        await alerts.ChangeAsync(await alerts.RaiseAsync(entity: "bob"), AlertState.Acknowledged);
        await alerts.LedgerAsync(all => all.Count(one => one is { Kind: "alert", State: "sent" }) == 2);
        alerts.Time.Forward(TimeSpan.FromMinutes(16));
        await alerts.LedgerAsync(all => all.Where(one => one.Kind == "escalation").Select(one => one.State).Order(StringComparer.Ordinal).SequenceEqual(["sent", "suppressed"]));
        var escalated = Assert.Single(receiver.All, message => message.Path == "/boss");
        Assert.Contains("escalation: 1 medium for shop", escalated.Body, StringComparison.Ordinal);
        Assert.Contains("ann", escalated.Body, StringComparison.Ordinal);
        alerts.Time.Forward(TimeSpan.FromHours(1));
        await alerts.LedgerAsync(all => all.Where(one => one.Kind == "repeat").Select(one => one.State).Order(StringComparer.Ordinal).SequenceEqual(["sent", "suppressed"]));
        alerts.Time.Forward(TimeSpan.FromHours(2));
        Assert.Single(receiver.All, message => message.Body.Contains("\"kind\":\"repeat\"", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_digest_is_one_summary_at_the_end_of_its_time()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook", Digest = TimeSpan.FromDays(1) });
        for (var i = 0; i < 25; i++) await alerts.RaiseAsync(rule: i % 5 == 0 ? "rare" : "often");
        Assert.Equal(new DateTime(2026, 5, 5, 0, 0, 0, DateTimeKind.Utc), Assert.Single(await alerts.LedgerAsync(_ => true)).DueAt);
        alerts.Send(Patient, Webhook(receiver, alerts));
        alerts.Time.Forward(TimeSpan.FromHours(12));
        var body = JsonDocument.Parse((await receiver.NextAsync()).Body).RootElement;
        Assert.Equal((25, "20 medium often\n5 medium rare\n"), (body.GetProperty("total").GetInt32(), body.GetProperty("text").GetString()));
    }

    [PostgresFact]
    public async Task Of_several_nodes_one_sends_and_the_next_takes_over()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook", GroupBy = [AlertGroupField.Entity] });
        var first = alerts.Send(Patient, Webhook(receiver, alerts));
        alerts.Send(Patient, Webhook(receiver, alerts));
        for (var i = 0; i < 20; i++) await alerts.RaiseAsync(entity: $"user-{i}");
        await alerts.EndAsync(first);
        for (var i = 20; i < 40; i++) await alerts.RaiseAsync(entity: $"user-{i}");
        await alerts.LedgerAsync(all => all.Count == 40 && all.All(one => one.State == "sent"));
        Assert.Equal(40, receiver.All.Select(message => message.Id).Distinct().Count());
        Assert.Equal(40, receiver.All.Count);
    }

    [PostgresFact]
    public async Task A_channel_sees_nothing_of_other_tenants_or_lower_severities()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(
            databases, new AlertRoute { Channel = "hook", Tenants = new HashSet<string> { "shop" }, MinSeverity = AlertSeverity.High }, new AlertRoute { Channel = "all", Rules = new HashSet<string> { "chosen" } });
        alerts.Send(Patient, Webhook(receiver, alerts), Webhook(receiver, alerts, "all"));
        await alerts.RaiseAsync("other", severity: "critical");
        await alerts.RaiseAsync("other", rule: "chosen");
        await alerts.RaiseAsync(severity: "medium");
        await alerts.RaiseAsync(severity: "high");
        Assert.Equal("hook", Assert.Single(await alerts.LedgerAsync(all => all.Count > 0 && all.All(one => one.State == "sent"))).Channel);
        Assert.Equal("all", Assert.Single(await alerts.LedgerAsync(all => all.All(one => one.State == "sent"), "other")).Channel);
    }

    [PostgresFact]
    public async Task A_test_is_sent_at_once_and_is_in_the_ledger()
    {
        await using var receiver = await MessageReceiver.StartAsync();
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "hook" });
        var dispatcher = alerts.Send(Patient, Webhook(receiver, alerts));
        var outcome = await dispatcher.TestAsync("hook", "shop", CancellationToken.None);
        Assert.True(outcome!.Sent, outcome.Error);
        Assert.Equal(outcome.Delivery.ToString(), (await receiver.NextAsync()).Id);
        receiver.Answer = _ => 404;
        Assert.Equal("the answer was 404", (await dispatcher.TestAsync("hook", "shop", CancellationToken.None))!.Error);
        Assert.Equal(["failed", "sent"], (await alerts.LedgerAsync(_ => true)).Select(one => one.State).Order(StringComparer.Ordinal));
        Assert.Null(await dispatcher.TestAsync("none", "shop", CancellationToken.None));
    }

    private static int Total(ReceivedMessage message) => JsonDocument.Parse(message.Body).RootElement.GetProperty("total").GetInt32();

    private static WebhookChannel Webhook(MessageReceiver receiver, AlertsUnderTest alerts, string name = "hook") =>
        new(name, new Uri(receiver.Address, name), new WebhookSignature("s3cret"), MessageTemplate.Parse("", ""), Loopback, alerts.Time);
}
