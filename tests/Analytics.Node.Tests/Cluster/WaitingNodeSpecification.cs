using System.Diagnostics;
using Analytics.Testing;

namespace Analytics.Node.Tests.Cluster;

/// <summary>A node of a cluster may be started before, or restarted without, the servers that it needs.</summary>
public sealed class WaitingNodeSpecification
{
    [Fact]
    public async Task A_node_whose_servers_do_not_answer_waits_for_them_until_it_is_told_to_stop()
    {
        using var folder = new TemporaryFolder();
        var nobody = NodeProcess.FreePort();
        await using var node = NodeProcess.Launch(
            folder.File("node"), "--profile", "cluster", "--set", $"kafka.brokers=127.0.0.1:{nobody}", "--set", $"sinks.clickhouse.url=http://127.0.0.1:{nobody}",
            "--set", $"sinks.postgres.connection=Host=127.0.0.1;Port={nobody};Username=analytics;Database=analytics");
        for (var watch = Stopwatch.StartNew(); !node.HasExited && node.Output.Split("The start waits for a server").Length < 3; await Task.Delay(50))
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), node.Output);

        Assert.False(node.HasExited, node.Output);
        Assert.Equal(0, await node.StopAsync());
    }
}
