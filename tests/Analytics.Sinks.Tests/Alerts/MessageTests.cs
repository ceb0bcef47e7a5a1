using System.Text;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Sinks.Alerts.Routing;

namespace Analytics.Sinks.Tests.Alerts;

/// <summary>How messages are worded and signed.</summary>
public sealed class MessageTests
{
    private static readonly AllowedNetworks None = new([]);

    [Fact]
    public void The_signature_is_the_one_of_the_specification() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));

    [Fact]
    public void Values_are_put_into_a_template_once_and_on_one_line()
    {
        var template = MessageTemplate.Parse("{severity} {rule} {count}", "{entity}|{events}");
        var message = Message(Alert("{rule}\r\nBcc: all") with { Severity = "high" });
        Assert.Equal("high velocity 1", template.Title(message));
        Assert.Equal("{rule}  Bcc: all|2\n", template.Lines(message));
    }

    [Fact]
    public void A_name_that_there_is_not_is_refused() =>
        Assert.Contains("{user} is unknown, expected one of", Assert.Throws<FormatException>(() => MessageTemplate.Parse("", "{user}")).Message, StringComparison.Ordinal);

    [Fact]
    public void Slack_sees_no_links_or_mentions_of_strangers()
    {
        using var slack = new SlackChannel("team", new Uri("https://hooks.slack.com/services/x"), MessageTemplate.Parse("", "{entity}"), None);
        Assert.Contains("&lt;!channel&gt; &amp;", slack.Compose(Message(Alert("<!channel> &"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_Telegram_has_room_for_its_end()
    {
        using var telegram = new TelegramChannel("phone", new Uri("https://api.telegram.org"), "1:a", "5", MessageTemplate.Parse("", string.Concat(Enumerable.Repeat("{entity}", 3))), None);
        var message = Message([.. Enumerable.Repeat(Alert(string.Concat(Enumerable.Repeat("😀", 150))), 20)]);
        var text = System.Text.Json.JsonDocument.Parse(telegram.Compose(message)).RootElement.GetProperty("text").GetString()!;
        Assert.True(text.Length <= 4096);
        Assert.EndsWith($"…\n{message.Id}", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public void A_subject_of_any_script_is_in_encoded_words_that_part_no_character()
    {
        using var mail = new MailChannel("post", new MailServer("localhost", 25, MailTls.None, "", ""), "a@b.example", ["c@d.example"], MessageTemplate.Parse("{rule}", ""), None);
        var rule = string.Concat(Enumerable.Repeat("Prüfung 😀 ", 8)).Trim();
        var composed = mail.Compose(Message(Alert("ann") with { Rule = rule }));
        var subject = composed.Split("Subject: ")[1].Split("\r\nDate")[0].Split("\r\n ");
        Assert.All(subject, word => Assert.True(word.Length <= 75));
        Assert.Equal(rule, string.Concat(subject.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word[10..^2])))));
    }

    [Theory]
    [InlineData("2026-05-04T23:30:00+02:00", "2026-05-05T07:00:00+02:00")]
    [InlineData("2026-05-05T06:59:59+02:00", "2026-05-05T07:00:00+02:00")]
    [InlineData("2026-05-05T07:00:00+02:00", null)]
    [InlineData("2026-05-05T12:00:00+02:00", null)]
    public void Quiet_hours_end_in_the_morning_of_their_zone(string now, string? end)
    {
        var quiet = new QuietHours(new TimeOnly(22, 0), new TimeOnly(7, 0), null, null);
        var expected = end is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(expected, quiet.EndAfter(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));
    }

    private static AlertMessage Message(params StoredAlert[] alerts) => new(
        Guid.NewGuid(), DeliveryKind.Alert, "hook", "shop", DateTimeOffset.UnixEpoch, alerts.Length, alerts,
        [.. alerts.GroupBy(alert => (alert.Rule, alert.Severity)).Select(same => new AlertMessage.Count(same.Key.Rule, Enum.Parse<AlertSeverity>(same.Key.Severity, true), same.Count()))]);

    private static StoredAlert Alert(string entity) => new(
        Guid.NewGuid(), "shop", "velocity", 3, "low", "user", entity, DateTime.UnixEpoch, DateTime.UnixEpoch, 2, DateTime.UnixEpoch, "open", null, null, null, null, false);
}
