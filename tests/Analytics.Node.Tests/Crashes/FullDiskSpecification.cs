using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Crashes;

/// <summary>When the disk of the log is full, nothing is acknowledged, whoever looks is told so, and it ends by itself.</summary>
public sealed class FullDiskSpecification
{
    private const long DiskBytes = 800L * 1024 * 1024;

    [NodeFact]
    public async Task A_full_disk_makes_the_node_unready_by_name_until_there_is_room()
    {
        if (SmallDisk.Missing is not null) return;
        using var folder = new TemporaryFolder();
        var data = folder.File("node");
        using var disk = SmallDisk.Mount(data, DiskBytes);
        await using var node = await NodeProcess.StartAsync(data);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(node, "e-1")).StatusCode);

        var ballast = Path.Combine(data, "ballast");
        await using (var file = File.Create(ballast)) await FillAsync(file);
        await UntilAsync(async () => await ReadyAsync(node) is (HttpStatusCode.ServiceUnavailable, var checks) && checks.Contains("The disk of the log is full", StringComparison.Ordinal));
        Assert.Equal("closed", (await node.GetAsync("/api/v1/status")).GetProperty("node").GetProperty("state").GetString());
        var refused = await SendAsync(node, "e-2");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await UntilAsync(() => Task.FromResult(node.Output.Contains("Health: log is unhealthy. The disk of the log is full", StringComparison.Ordinal)));

        File.Delete(ballast);
        await UntilAsync(async () => (await ReadyAsync(node)).Status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(node, "e-2")).StatusCode);
        Assert.Equal(1, (await (await SendAsync(node, "e-2")).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("duplicates").GetInt32());
    }

    private static Task<HttpResponseMessage> SendAsync(NodeProcess node, string id) =>
        node.Client.PostAsJsonAsync("/api/v1/events", new { id, event_type = "page_view", user_id = "u-1", timestamp = DateTimeOffset.UtcNow });

    private static async Task<(HttpStatusCode Status, string Checks)> ReadyAsync(NodeProcess node)
    {
        using var answer = await node.Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task FillAsync(FileStream file)
    {
        var block = new byte[1024 * 1024];
        try
        {
            while (true) await file.WriteAsync(block);
        }
        catch (IOException)
        {
            // That is what was wanted.
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await isSo()) await Task.Delay(50, patience.Token);
    }
}
