using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Clients;

/// <summary>What the official SDK for CloudEvents gets from a whole node.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class CloudEventSpecification(RunningNode running)
{
    [ClientFact]
    public async Task The_official_sdk_sends_both_modes_and_batches()
    {
        var result = JsonDocument.Parse(await OfficialClients.RunAsync("cloudevents.mjs", ("NODE_URL", running.Node.Address.ToString().TrimEnd('/')), ("TENANT", "cloud"))).RootElement;
        string Of(string name) => result.GetProperty(name).GetRawText();
        Assert.Equal("""{"status":202,"accepted":1,"duplicates":0,"rejected":[]}""", Of("binary"));
        Assert.Equal("""{"status":202,"accepted":1,"duplicates":0,"rejected":[]}""", Of("structured"));
        Assert.Equal("""{"status":202,"accepted":0,"duplicates":1,"rejected":[]}""", Of("again"));
        Assert.Equal("""{"status":202,"accepted":1,"duplicates":0,"rejected":[]}""", Of("elsewhere"));
        Assert.Equal(
            """{"status":202,"accepted":2,"duplicates":0,"rejected":[{"index":1,"field":"source","reason":"missing_field","detail":"a CloudEvent needs this attribute"}]}""", Of("batch"));
        Assert.Equal(
            """{"status":202,"accepted":0,"duplicates":0,"rejected":[{"index":0,"field":"type","reason":"missing_field","detail":"a CloudEvent needs this attribute"}]}""", Of("untyped"));
        Assert.Contains("\"accepted\":1", JsonSerializer.Deserialize<string>(Of("emitted")), StringComparison.Ordinal);
    }
}
