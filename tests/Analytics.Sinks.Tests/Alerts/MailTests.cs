using System.Globalization;
using System.Text.Json;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Sinks.Alerts.Dispatch;
using Analytics.Sinks.Alerts.Routing;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Alerts;

/// <summary>E-mail to a server that nobody here wrote.</summary>
[Collection(AlertDatabasesCollection.Name)]
public sealed class MailTests(AlertDatabases databases)
{
    private static readonly AllowedNetworks Loopback = new([System.Net.IPNetwork.Parse("127.0.0.0/8")]);

    [MailFact]
    public async Task A_message_that_the_server_takes_late_is_there_once_and_reads_as_it_should()
    {
        var port = NodeProcess.FreePort();
        var server = OfficialClients.RunAsync("smtp.mjs", ("PORT", Text(port)), ("COUNT", "1"));
        await using var alerts = await AlertsUnderTest.StartAsync(databases, new AlertRoute { Channel = "post" });
        alerts.Send(
            new DispatchOptions { BreakerFailures = 1_000_000, RetryMax = TimeSpan.FromMilliseconds(100) },
            new MailChannel("post", Server(port, MailTls.None), "alerts@shop.example", ["ann@shop.example", "bob@shop.example"], MessageTemplate.Parse("Prüfung: {rule}", "{entity} – {events}"), Loopback));
        await alerts.RaiseAsync(entity: "jörg");
        var mail = Assert.Single(JsonDocument.Parse(await server).RootElement.EnumerateArray());
        var sent = Assert.Single(await alerts.LedgerAsync(all => all[0].State == "sent"));
        var message = mail.GetProperty("message").GetString()!;
        Assert.Contains($"Message-ID: <{sent.Id}@shop.example>\r\n", message, StringComparison.Ordinal);
        Assert.Contains("To: <ann@shop.example>,\r\n <bob@shop.example>\r\n", message, StringComparison.Ordinal);
        Assert.Contains($"Subject: =?utf-8?B?{Base64("Prüfung: velocity")}?=\r\n", message, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + Base64("jörg – 2\r\n"), message.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal("alerts@shop.example", mail.GetProperty("from").GetString());
        Assert.Equal(["ann@shop.example", "bob@shop.example"], mail.GetProperty("to").EnumerateArray().Select(to => to.GetString()));
    }

    [MailFact]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_nothing()
    {
        var port = NodeProcess.FreePort();
        var server = OfficialClients.RunAsync("smtp.mjs", ("PORT", Text(port)), ("COUNT", "1"), ("TLS", "3000"));
        using var channel = new MailChannel("post", Server(port, MailTls.Starttls), "a@shop.example", ["b@shop.example"], MessageTemplate.Parse("", ""), Loopback);
        DeliveryException refused;
        do
        {
            refused = await Assert.ThrowsAsync<DeliveryException>(() => channel.SendAsync(Guid.NewGuid(), "Subject: x\r\n\r\nx", CancellationToken.None));
        }
        while (refused.Message.Contains("refused", StringComparison.OrdinalIgnoreCase) && !server.IsCompleted);
        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
        Assert.Equal("[]", await server);
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static MailServer Server(int port, MailTls tls) => new("127.0.0.1", port, tls, "", "");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
