using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Api;

/// <summary>What operators see of a node with <c>pbm</c>.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class AdminSpecification(RunningNode running)
{
    [NodeFact]
    public async Task An_entity_whose_key_needs_escapes_is_shown()
    {
        const string User = "team/ann b%2Fc?x#1";
        await SendAsync("keys", User);
        var shown = await ShowUntilThereAsync("state", "show", "session", "keys:" + User, "--json");
        Assert.Equal("keys:" + User, shown.GetProperty("key").GetString());
        Assert.Equal("keys:" + User, shown.GetProperty("shards")[0].GetProperty("state").GetProperty("key").GetString());
    }

    [NodeFact]
    public async Task Every_checkpoint_that_is_kept_is_listed()
    {
        for (var number = 0; number < 4; number++)
        {
            await SendAsync("checkpoints", "ann");
            await Task.Delay(1_100); // A checkpoint each second is what is asked for here.
        }

        var shown = await ShowUntilThereAsync("checkpoints", "--json");
        var shard = shown.GetProperty("checkpoints").EnumerateArray()
            .GroupBy(made => (made.GetProperty("topic").GetString(), made.GetProperty("partition").GetInt32()))
            .MaxBy(made => made.Count())!.ToList();
        Assert.Equal(3, shard.Count);
        Assert.Equal([true, false, false], shard.Select(made => made.GetProperty("current").GetBoolean()));
        Assert.Equal(shard.Select(made => made.GetProperty("generation").GetInt64()).OrderDescending(), shard.Select(made => made.GetProperty("generation").GetInt64()));
        Assert.All(shard, made => Assert.True(made.GetProperty("writtenAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-10)));
    }

    private async Task SendAsync(string tenant, string user)
    {
        using var client = new HttpClient { BaseAddress = running.Node.Address };
        client.DefaultRequestHeaders.Add("X-Tenant-Id", tenant);
        using var answer = await client.PostAsJsonAsync("/api/v1/events", new { eventType = "page_view", userEmail = user, service = "WEB", timestamp = DateTime.UtcNow });
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }

    private async Task<JsonElement> ShowUntilThereAsync(params string[] words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var start = new ProcessStartInfo("dotnet", [RepositoryPaths.PbmProgram, .. words, "--url", running.Node.Address.ToString()]) { RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            if (process.ExitCode == 0) return JsonDocument.Parse(output).RootElement;
            await Task.Delay(100, patience.Token);
        }
    }
}
