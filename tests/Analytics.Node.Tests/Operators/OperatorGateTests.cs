using System.Net;
using Analytics.Node.Configuration;
using Analytics.Node.Operators;
using Microsoft.AspNetCore.Http;

namespace Analytics.Node.Tests.Operators;

/// <summary>Who may operate a node.</summary>
public sealed class OperatorGateTests
{
    private const string Key = "sixteen characters, and more";
    private static readonly OperatorOptions WithKeys = new() { Keys = new Dictionary<string, string> { ["ann"] = Key, ["bob"] = Key + " of bob" } };

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("10.1.2.3")]
    [InlineData("::")]
    public void Beyond_loopback_a_node_does_not_start_without_a_key(string address)
    {
        var fault = Assert.Throws<OptionsException>(() => OperatorGate.Require(new OperatorOptions { Address = address }));
        Assert.Contains("operator.keys: found none", fault.Message, StringComparison.Ordinal);
        OperatorGate.Require(WithKeys with { Address = address });
        OperatorGate.Require(new OperatorOptions { Address = address, Enabled = false });
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("::1")]
    public void On_loopback_it_needs_none(string address) => OperatorGate.Require(new OperatorOptions { Address = address });

    [Fact]
    public void A_short_key_and_a_wrong_address_are_refused_by_name()
    {
        var shortKey = new OperatorOptions { Keys = new Dictionary<string, string> { ["ann"] = "short" } };
        Assert.Contains("operator.keys.ann: found 5 characters", Assert.Throws<OptionsException>(() => OperatorGate.Require(shortKey)).Message, StringComparison.Ordinal);
        Assert.Contains("operator.address", Assert.Throws<OptionsException>(() => OperatorGate.Require(new OperatorOptions { Address = "here" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer " + Key, "key ann from 10.0.0.5")]
    [InlineData("Bearer " + Key + " of bob", "key bob from 10.0.0.5")]
    [InlineData("Bearer wrong", null)]
    [InlineData("Basic " + Key, null)]
    [InlineData("", null)]
    public void With_keys_everybody_needs_one_and_is_known_by_its_name(string authorization, string? caller) =>
        Assert.Equal(caller, new OperatorGate(WithKeys).Identify(Request(authorization, "node.example"), out _));

    [Theory]
    [InlineData("127.0.0.1:9110", true)]
    [InlineData("localhost", true)]
    [InlineData("evil.example", false)]
    public void Without_keys_only_a_name_of_this_machine_is_believed(string host, bool believed) =>
        Assert.Equal(believed ? "operator at 10.0.0.5" : null, new OperatorGate(new OperatorOptions()).Identify(Request("", host), out _));

    [Fact]
    public void Pages_of_a_browser_are_refused()
    {
        var request = Request("Bearer " + Key, "127.0.0.1");
        request.Request.Headers.Origin = "http://127.0.0.1";
        Assert.Null(new OperatorGate(WithKeys).Identify(request, out var reason));
        Assert.Contains("browser", reason, StringComparison.Ordinal);
    }

    private static DefaultHttpContext Request(string authorization, string host)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.5");
        context.Connection.RemotePort = 4711;
        context.Request.Host = new HostString(host);
        if (authorization.Length > 0) context.Request.Headers.Authorization = authorization;
        return context;
    }
}
