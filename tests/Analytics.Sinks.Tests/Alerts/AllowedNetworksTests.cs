using System.Net;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Alerts;

public sealed class AllowedNetworksTests
{
    private static readonly AllowedNetworks None = new([]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("::7f00:1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("ff02::1")]
    public void An_address_that_is_not_public_is_not_reached(string address) => Assert.False(None.Permit(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::8.8.8.8")]
    public void A_public_address_is_reached(string address) => Assert.True(None.Permit(IPAddress.Parse(address)));

    [Fact]
    public void What_the_settings_name_is_reached_however_it_is_written()
    {
        var networks = new AllowedNetworks([IPNetwork.Parse("10.1.0.0/16")]);
        Assert.True(networks.Permit(IPAddress.Parse("10.1.2.3")));
        Assert.True(networks.Permit(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(networks.Permit(IPAddress.Parse("10.2.2.3")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    public async Task A_webhook_into_a_private_network_is_refused_when_it_connects(string host)
    {
        await using var receiver = await MessageReceiver.StartAsync();
        using var channel = new WebhookChannel(
            "hook", new Uri($"http://{host}:{receiver.Address.Port}/"), null, MessageTemplate.Parse("", ""), None, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => channel.SendAsync(Guid.NewGuid(), "{}", CancellationToken.None));
        Assert.Contains("not public", refused.Message, StringComparison.Ordinal);
        Assert.Empty(receiver.All);
    }
}
