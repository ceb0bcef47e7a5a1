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
        }

        await using var again = await NodeProcess.StartAsync(folder.File("node"));
        Assert.Empty(ShopClient.Differences(await again.GetAsync("/api/analytics/dashboard?tenant=shop"), new ShopOracle(history)));
    }
}
