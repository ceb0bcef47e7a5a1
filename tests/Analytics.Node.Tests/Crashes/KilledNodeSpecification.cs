using Analytics.Testing;

namespace Analytics.Node.Tests.Crashes;

/// <summary>A node that is killed at any moment while events come in answers, afterwards, as if nothing had happened.</summary>
public sealed class KilledNodeSpecification
{
    private const int Kills = 4;

    [NodeFact]
    public async Task Kills_in_the_middle_of_a_load_change_no_answer()
    {
        using var folder = new TemporaryFolder();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var history = InventedHistory.Make(seed, orders: 25_000);
        var file = folder.File("history.ndjson");
        ShopClient.WriteFile(file, history);

        // The port must stay the same, so that the client finds the node again.
        var port = NodeProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var node = await NodeProcess.StartAsync(folder.File("node"), "--port", port);
        var load = ShopClient.LoadAsync(node.Address, "shop", file, "--batch-bytes", "65536");
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.WhenAny(load, Task.Delay(random.Next(100, 1_200)));
            await node.KillAsync();
            await node.DisposeAsync();
            node = await NodeProcess.StartAsync(folder.File("node"), "--port", port);
        }

        await using (node)
        {
            var (code, output) = await load;
            Assert.True(code == 0, $"seed {seed}\n{output}\n{node.Output}");
            var answer = await node.GetAsync("/api/analytics/dashboard?tenant=shop");
            Assert.True(ShopClient.Differences(answer, new ShopOracle(history)) is [], $"seed {seed}: " + string.Join('\n', ShopClient.Differences(answer, new ShopOracle(history))));
        }
    }
}
