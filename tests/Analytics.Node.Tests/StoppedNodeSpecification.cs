using System.Diagnostics;
using Analytics.Testing;

namespace Analytics.Node.Tests;

/// <summary>A node that is asked to stop drains, takes a last checkpoint and ends with code 0.</summary>
public sealed class StoppedNodeSpecification
{
    [NodeFact]
    public async Task Sigterm_drains_and_everything_is_there_after_the_next_start()
    {
        using var folder = new TemporaryFolder();
        var history = InventedHistory.Make(seed: 3, orders: 500);
        ShopClient.WriteFile(folder.File("history.ndjson"), history);
        await using (var node = await NodeProcess.StartAsync(folder.File("node")))
        {
            var (code, output) = await ShopClient.LoadAsync(node.Address, "shop", folder.File("history.ndjson"));
            Assert.True(code == 0, output);
            Assert.Equal(0, await node.StopAsync());
            Assert.DoesNotContain("FATAL", node.Output, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(folder.File("node/node.pid")));
        await using var again = await NodeProcess.StartAsync(folder.File("node"));
        Assert.Empty(ShopClient.Differences(await again.GetAsync("/api/analytics/dashboard?tenant=shop"), new ShopOracle(history)));
    }

    [NodeFact]
    public async Task A_second_node_on_the_same_data_says_whose_they_are_and_leaves_the_first_one_alone()
    {
        using var folder = new TemporaryFolder();
        await using var first = await NodeProcess.StartAsync(folder.File("node"));
        var startedAt = Stopwatch.GetTimestamp();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => NodeProcess.StartAsync(folder.File("node")));
        Assert.Contains($"The node cannot start: another node (process {first.Id}) runs on the data folder {folder.File("node")}.", refused.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromSeconds(30), "it is said at once, not after the stores gave up");
        Assert.Equal("ready", (await first.GetAsync("/api/v1/status")).GetProperty("node").GetProperty("state").GetString());
    }
}
