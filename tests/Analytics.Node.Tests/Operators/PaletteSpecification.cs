using System.Net.Http.Json;
using System.Text.Json;

namespace Analytics.Node.Tests.Operators;

/// <summary>What operators ask a running node with <c>pbm</c>, command by command.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class PaletteSpecification(RunningNode running)
{
    [NodeTheory]
    [InlineData("cluster show", "nodes")]
    [InlineData("cluster status", "answering")]
    [InlineData("cluster-sharding list-regions", "regions")]
    [InlineData("cluster-sharding region-stats raw_events", "shards")]
    [InlineData("cluster-sharding shards", "shards")]
    [InlineData("cluster-sharding entities session", "entities")]
    [InlineData("actor system", "kinds")]
    [InlineData("actor hierarchy", "nodes")]
    [InlineData("system info", "process")]
    [InlineData("system uptime", "uptimeSeconds")]
    [InlineData("system gc --yes", "afterBytes")]
    [InlineData("stream graph", "lanes")]
    [InlineData("stream lag raw_events-0", "lagRecords")]
    [InlineData("stream rate", "processed")]
    [InlineData("source list", "topics")]
    [InlineData("sink list", "sinks")]
    [InlineData("sink status clickhouse.events", "shards")]
    [InlineData("dlq list", "deadLetters")]
    [InlineData("dlq retry --all --dry-run --topic inventory_updates", "topics")]
    [InlineData("alert list", "alerts")]
    [InlineData("alert rules", "rules")]
    [InlineData("alert channels", "channels")]
    [InlineData("alert deliveries", "deliveries")]
    [InlineData("checkpoint list", "checkpoints")]
    [InlineData("log peek raw_events 0", "records")]
    public async Task Every_question_has_data_and_words(string line, string field)
    {
        var at = await Operator.AtAsync(running.Node);
        var (code, output, errors) = await at.RunAsync(line.Split(' '));
        Assert.True(code == 0 && errors.Length == 0, errors);
        Assert.DoesNotContain("{", line.StartsWith("log", StringComparison.Ordinal) ? "" : output, StringComparison.Ordinal);
        Assert.True((await at.AskAsync(line.Split(' '))).TryGetProperty(field, out _));
    }

    [NodeFact]
    public async Task The_graph_is_the_composition_of_the_node()
    {
        var graph = await (await Operator.AtAsync(running.Node)).AskAsync("stream", "graph");
        var lane = graph.GetProperty("lanes").EnumerateArray().Single(lane => lane.GetProperty("source").GetString() == "raw_events");
        Assert.Equal(["decode", "enrich"], lane.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("name").GetString()));
        Assert.Equal(["session", "tenant-window", "pattern"], lane.GetProperty("entities").EnumerateArray().Select(kind => kind.GetString()));
        var sinks = await (await Operator.AtAsync(running.Node)).AskAsync("sink", "list");
        Assert.Equal(
            sinks.GetProperty("sinks").EnumerateArray().Select(sink => sink.GetProperty("name").GetString()).Order(StringComparer.Ordinal),
            lane.GetProperty("sinks").EnumerateArray().Select(sink => sink.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
    }

    [NodeFact]
    public async Task An_entity_whose_key_needs_escapes_is_shown_located_and_completed()
    {
        const string User = "team/ann b%2Fc?x#1";
        await SendAsync("keys", User);
        var at = await Operator.AtAsync(running.Node);
        var shown = await at.UntilAsync(_ => true, "state", "show", "session", "keys:" + User);
        Assert.Equal("keys:" + User, shown.GetProperty("shards")[0].GetProperty("state").GetProperty("key").GetString());
        var inspected = await at.AskAsync("actor", "inspect", "session", "keys:" + User);
        var located = await at.AskAsync("cluster-sharding", "locate", "session", "keys:" + User);
        Assert.Equal(inspected.GetProperty("shards")[0].GetProperty("partition").GetInt32(), located.GetProperty("shards")[0].GetProperty("partition").GetInt32());
        using var client = new HttpClient { BaseAddress = new Uri("http://" + await running.Node.OperatorTargetAsync()) };
        using var answer = await client.PostAsJsonAsync("/complete", new { command = "state show", values = new { kind = new[] { "session" } }, input = "key" });
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray());
    }

    [NodeFact]
    public async Task Every_checkpoint_that_is_kept_is_listed()
    {
        for (var number = 0; number < 4; number++)
        {
            await SendAsync("checkpoints", "ann");
            await Task.Delay(1_100); // A checkpoint each second is what is asked for here.
        }

        var shown = await (await Operator.AtAsync(running.Node)).AskAsync("checkpoint", "list");
        var shard = shown.GetProperty("checkpoints").EnumerateArray()
            .GroupBy(made => (made.GetProperty("topic").GetString(), made.GetProperty("partition").GetInt32()))
            .MaxBy(made => made.Count())!.ToList();
        Assert.Equal(3, shard.Count);
        Assert.Equal([true, false, false], shard.Select(made => made.GetProperty("current").GetBoolean()));
        Assert.Equal(shard.Select(made => made.GetProperty("generation").GetInt64()).OrderDescending(), shard.Select(made => made.GetProperty("generation").GetInt64()));
    }

    [NodeFact]
    public async Task A_letter_is_listed_shown_and_retried_when_it_was_confirmed()
    {
        using var client = new HttpClient { BaseAddress = running.Node.Address };
        using var refused = await client.PostAsync(new Uri("/api/v1/events", UriKind.Relative), new StringContent("{\"eventType\":1}\n", System.Text.Encoding.UTF8, "application/x-ndjson"));
        var at = await Operator.AtAsync(running.Node);
        // Other tests' letters lie there too.
        var list = await at.UntilAsync(all => Ours(all).Any(), "dlq", "list", "--topic", "raw_events");
        var offset = Ours(list).First().GetProperty("offset").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("eventType", (await at.AskAsync("dlq", "show", "raw_events", offset)).GetProperty("value").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await at.RunAsync("dlq", "retry", offset, "--topic", "raw_events")).ExitCode);
        Assert.Equal(1, (await at.RunAsync("dlq", "retry", offset, "--topic", "raw_events", "--yes")).ExitCode);
        Assert.Contains("dlq retry offset=" + offset, running.Node.Output, StringComparison.Ordinal);
    }

    [NodeTheory]
    [InlineData("state show session nobody:x", 4, "No shard has a session with the key nobody:x")]
    [InlineData("log peek nothing 0", 4, "There is no topic nothing")]
    [InlineData("log peek raw_events 99", 2, "partition: expected a number from 0")]
    [InlineData("dlq retry", 2, "add --yes")]
    [InlineData("dlq retry --yes", 2, "Give offsets, or --all")]
    [InlineData("dlq retry 5 --yes", 2, "Offsets need --topic")]
    [InlineData("dlq show nothing 5", 4, "There is no dead-letter topic")]
    [InlineData("sink status none", 4, "There is no sink none")]
    [InlineData("cluster-sharding region-stats none", 4, "There is no region none")]
    [InlineData("cluster leave nobody --yes", 4, "There is no node nobody")]
    public async Task What_is_wrong_is_named(string line, int exitCode, string message)
    {
        var (code, output, errors) = await (await Operator.AtAsync(running.Node)).RunAsync(line.Split(' '));
        Assert.Equal((exitCode, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Ours(JsonElement list) => list.GetProperty("deadLetters").EnumerateArray().Where(letter => letter.GetProperty("field").GetString() == "eventType");

    private async Task SendAsync(string tenant, string user)
    {
        using var client = new HttpClient { BaseAddress = running.Node.Address };
        client.DefaultRequestHeaders.Add("X-Tenant-Id", tenant);
        using var answer = await client.PostAsJsonAsync("/api/v1/events", new { eventType = "page_view", userEmail = user, service = "WEB", timestamp = DateTime.UtcNow });
        Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
    }
}
