using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Sinks;

namespace Analytics.Node.Tests.Configuration;

/// <summary>Addresses of ClickHouse that a node refuses to start with.</summary>
public sealed class ClickHouseSettingsTests
{
    [Theory]
    [InlineData("http://a:8123,http://b:8123", "expected one, or sinks.clickhouse.replicated = on")]
    [InlineData("http://user:geheim@a:8123", "found credentials before a:8123, expected them in sinks.clickhouse.user and .password")]
    [InlineData("a:8123", "found no address, expected one such as http://clickhouse:8123")]
    public async Task Addresses_that_would_double_rows_or_show_secrets_are_refused(string url, string reason)
    {
        var options = new NodeOptions { Sinks = new SinksOptions { Clickhouse = new ClickHouseOptions { Url = url } } };
        var fault = await Assert.ThrowsAsync<OptionsException>(() => ColumnStore.StartAsync(options, "nowhere", TimeProvider.System, CancellationToken.None));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", fault.Message, StringComparison.Ordinal);
    }
}
