using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Node.Tests.Operators;
using Analytics.Testing;

namespace Analytics.Node.Tests.Cluster;

/// <summary>Rules of keys that no lane has, where the events that they look at are read by shards of several nodes.</summary>
public sealed class RulesOfOtherKeysSpecification
{
    private const int Shards = 12;

    [ClusterFact]
    public async Task The_first_rule_of_a_card_knows_what_the_shards_of_all_nodes_had_read_before_it_came()
    {
        await using var servers = await ClusterServers.StartAsync();
        NodeProcess[] nodes = [servers.Launch("a", NodeProcess.FreePort()), servers.Launch("b", NodeProcess.FreePort())];
        try
        {
            foreach (var node in nodes) await ClusterSpecification.ReadyAsync(node);
            for (var user = 0; user < 12; user++) await OrderAsync(nodes[user % 2], user);
            var at = await Operator.AtAsync(nodes[0]);
            var rule = await at.AskAsync("rule", "add", "rule thirteenth for each card when exactly 13 order within 1 hour", "--mode", "on", "--yes");
            await at.UntilAsync(rules => AllRun(rules, rule.GetProperty("revision").GetInt64()), "rule", "list");
            Assert.Empty(await AlertsAsync(nodes[1]));
            await OrderAsync(nodes[1], 12);
            await ClusterSpecification.UntilAsync(nodes[1], async () => (await AlertsAsync(nodes[1])).Count > 0);
            var alert = Assert.Single(await AlertsAsync(nodes[0]));
            Assert.Equal(("card", 13), (alert.GetProperty("entityKind").GetString(), alert.GetProperty("events").GetInt32()));
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.KillAsync();
                await node.DisposeAsync();
            }
        }
    }

    private static bool AllRun(JsonElement rules, long revision) => rules.GetProperty("shards").GetArrayLength() == Shards
        && rules.GetProperty("shards").EnumerateArray().All(shard => shard.GetProperty("revision").GetInt64() == revision && shard.GetProperty("preparing").ValueKind == JsonValueKind.Null);

    private static async Task OrderAsync(NodeProcess node, int user)
    {
        var one = new { eventType = "ORDER_PLACED", service = "SHOP", userEmail = $"user{user}@shop.example", entityId = "order", amount = 5, timestamp = DateTime.UtcNow, metadata = new { card = "4111-0" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/events", UriKind.Relative)) { Content = JsonContent.Create(new[] { one }) };
        request.Headers.Add("X-Tenant-Id", "shop");
        using var answer = await node.Client.SendAsync(request);
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }

    private static async Task<List<JsonElement>> AlertsAsync(NodeProcess node) => [.. (await node.GetAsync("/api/v1/alerts?tenant=shop&rule=thirteenth")).GetProperty("alerts").EnumerateArray()];
}
