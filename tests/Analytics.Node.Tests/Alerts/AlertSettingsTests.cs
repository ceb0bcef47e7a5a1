using System.Collections;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;

namespace Analytics.Node.Tests.Alerts;

/// <summary>Channels that cannot work, or that could show what they must not, stop the start.</summary>
public sealed class AlertSettingsTests
{
    [Theory]
    [InlineData("name = a, url = \"https://x.example/\"", "tenants: found none")]
    [InlineData("name = a, tenants = [shop], url = \"ftp://x.example/\"", "url: found a secret that is not shown here")]
    [InlineData("name = a, tenants = [shop], url = \"https://u:p@x.example/\"", "url: found a secret that is not shown here")]
    [InlineData("name = \"a b\", tenants = [shop], url = \"https://x.example/\"", "name: expected 1 to 64")]
    [InlineData("name = a, tenants = [shop], url = \"https://x.example/\", secret = \"whsec_!\"", "secret: after whsec_ it must be base64")]
    [InlineData("name = a, tenants = [shop], url = \"https://x.example/\", line = \"{user}\"", "{user} is unknown")]
    [InlineData("name = a, tenants = [shop], url = \"https://x.example/\", escalate-after = 5m, escalate-to = b", "there is no channel \"b\"")]
    [InlineData("name = a, tenants = [shop], url = \"https://x.example/\", escalate-after = 5m", "escalate-after and escalate-to go together")]
    [InlineData("name = a, tenants = [\"*\"], url = \"https://x.example/\", escalate-after = 5m, escalate-to = c", "\"c\" is not for *")]
    [InlineData("name = a, tenants = [shop], url = \"https://x.example/\", quiet-hours { from = \"22\", to = \"07:00\" }", "expected two times such as")]
    [InlineData("name = a, kind = telegram, tenants = [shop], token = \"x/y\", chat = 1", "token: expected")]
    [InlineData("name = a, kind = mail, tenants = [shop], mail { host = h, from = \"a@b\", to = [\"c d@e\"] }", "expected an address such as")]
    [InlineData("name = a, kind = mail, tenants = [shop], mail { host = h, from = \"a@b\", to = [\"c@d\"], tls = none, user = u }", "without protection")]
    [InlineData("name = c, tenants = [shop], url = \"https://x.example/\"", "found 2 channels of the name \"c\"")]
    public void What_is_wrong_is_named(string channel, string message)
    {
        var options = Load($"[{{ {channel} }}, {{ name = c, tenants = [shop], url = \"https://x.example/\" }}]");
        Assert.Contains(message, Assert.Throws<OptionsException>(() => AlertSettings.Require(options.Alerts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_of_each_kind_is_made()
    {
        var options = Load("""
            [{ name = a, tenants = ["*"], url = "https://x.example/", escalate-after = 5m, escalate-to = d }, { name = b, kind = slack, tenants = [shop], url = "https://x.example/" }
             { name = c, kind = telegram, tenants = [shop], token = "1:a-b_c", chat = "-5" }, { name = d, kind = mail, tenants = ["*"], mail { host = h, from = "a@b", to = ["c@d"] } }]
            """);
        AlertSettings.Require(options.Alerts);
        var channels = AlertSettings.Channels(options.Alerts, TimeProvider.System);
        Assert.Equal(["webhook", "slack", "telegram", "mail"], channels.Select(channel => channel.Kind));
        foreach (var channel in channels) channel.Dispose();
    }

    private static NodeOptions Load(string channels) => NodeConfiguration.Load(NodeArguments.Parse(["--set", "alerts.channels=" + channels]), new Hashtable()).Options;
}
