using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Analytics.Node.Tests.Operators;

/// <summary>What operators change on a running node, and what becomes of events meanwhile.</summary>
[Collection(RunningNodeGroup.Name)]
public sealed class ChangeSpecification(RunningNode running)
{
    [NodeFact]
    public async Task A_paused_lane_reads_nothing_until_it_is_resumed_and_says_so()
    {
        var at = await Operator.AtAsync(running.Node);
        await at.AskAsync("stream", "pause", "raw_events", "--yes");
        try
        {
            await at.UntilAsync(shards => Shards(shards).All(shard => Text(shard, "state") == "paused"), "stream", "lag", "raw_events");
            await SendAsync("paused", "ann", 5);
            var waiting = await at.AskAsync("stream", "lag", "raw_events");
            Assert.Equal(5, waiting.GetProperty("lagRecords").GetInt64());
            Assert.Contains("operator at 127.0.0.1", Text(waiting.GetProperty("paused")[0], "by"), StringComparison.Ordinal);
            var health = await running.Node.GetAsync("/healthz/ready");
            Assert.Contains(health.GetProperty("checks").EnumerateArray(), check => Text(check, "status") == "degraded" && Text(check, "detail").Contains("raw_events is paused", StringComparison.Ordinal));
            Assert.Contains("■ paused", (await at.RunAsync("stream", "graph")).Output, StringComparison.Ordinal);
        }
        finally
        {
            await at.AskAsync("stream", "resume", "raw_events", "--yes");
        }

        await at.UntilAsync(shards => shards.GetProperty("lagRecords").GetInt64() == 0, "stream", "lag", "raw_events");
        Assert.Equal(4, (await at.RunAsync("stream", "resume", "raw_events", "--yes")).ExitCode);
    }

    [NodeFact]
    public async Task A_paused_sink_gets_nothing_and_everything_when_it_is_resumed()
    {
        var at = await Operator.AtAsync(running.Node);
        await at.AskAsync("sink", "pause", "clickhouse.events", "--yes");
        try
        {
            await SendAsync("held", "ann", 3);
            var sinks = await at.UntilAsync(all => Sink(all, "clickhouse.events").GetProperty("backlogRows").GetInt64() >= 3, "sink", "list");
            Assert.Equal("paused", Text(Sink(sinks, "clickhouse.events"), "state"));
            Assert.Equal("up", Text(Sink(sinks, "postgres.business"), "state"));
        }
        finally
        {
            await at.AskAsync("sink", "resume", "clickhouse.events", "--yes");
        }

        await at.UntilAsync(all => Sink(all, "clickhouse.events") is var sink && Text(sink, "state") == "up" && sink.GetProperty("backlogRows").GetInt64() == 0, "sink", "list");
    }

    [NodeFact]
    public async Task A_checkpoint_is_cut_read_back_and_shown()
    {
        var at = await Operator.AtAsync(running.Node);
        await SendAsync("cuts", "ann", 2);
        // One that nothing ever came to has none by itself.
        foreach (var other in (string[])["raw_events-0", "raw_events-2", "raw_events-3"]) await at.AskAsync("checkpoint", "create", other, "--yes");
        var made = (await at.AskAsync("checkpoint", "create", "raw_events-1", "--yes")).GetProperty("shards")[0];
        var shown = await at.AskAsync("checkpoint", "show", "raw_events-1");
        Assert.True(shown.GetProperty("number").GetInt64() >= made.GetProperty("generation").GetInt64());
        var verified = await at.RunAsync("checkpoint", "verify", "raw_events", "--json");
        Assert.Equal(0, verified.ExitCode);
        Assert.Equal(0, JsonDocument.Parse(verified.Output).RootElement.GetProperty("damaged").GetInt32());
        Assert.True(JsonDocument.Parse(verified.Output).RootElement.GetProperty("whole").GetInt32() >= 4);
    }

    [NodeFact]
    public async Task The_state_of_an_entity_is_shown_as_it_was_and_compared()
    {
        var at = await Operator.AtAsync(running.Node);
        await SendAsync("past", "ann", 3);
        var shard = (await at.UntilAsync(_ => true, "cluster-sharding", "locate", "session", "past:ann")).GetProperty("shards")[0];
        var name = $"{Text(shard, "topic")}-{shard.GetProperty("partition").GetInt32()}";
        var end = (await at.UntilAsync(lag => lag.GetProperty("lagRecords").GetInt64() == 0, "stream", "lag", name)).GetProperty("shards")[0].GetProperty("end").GetInt64();
        var all = await at.AskAsync("state", "at", "session", "past:ann", Number(end));
        var some = await at.AskAsync("state", "at", "session", "past:ann", Number(end - 1));
        Assert.Equal((3, 2), (Events(all), Events(some)));
        Assert.Equal(3, Events(await at.AskAsync("state", "at", "session", "past:ann", "now")));
        Assert.Equal(1, (await at.RunAsync("state", "at", "session", "past:ann", Number(end - 3), "--shard", name)).ExitCode);
        var changes = (await at.AskAsync("state", "diff", "session", "past:ann", Number(end - 1), Number(end))).GetProperty("changes").EnumerateArray().ToList();
        var events = changes.Single(change => Text(change, "path") == "sessions[0].events");
        Assert.Equal(("2", "3"), (Text(events, "before"), Text(events, "after")));
        Assert.Equal(2, (await at.RunAsync("state", "at", "session", "past:ann", "yesterday")).ExitCode);
        Assert.Equal(2, (await at.RunAsync("state", "at", "session", "past:ann", Number(end + 1_000_000))).ExitCode);
    }

    [NodeFact]
    public async Task A_shard_that_is_moved_back_processes_again_and_nothing_counts_twice()
    {
        var at = await Operator.AtAsync(running.Node);
        await SendAsync("again", "ann", 4);
        var shard = (await at.UntilAsync(_ => true, "cluster-sharding", "locate", "session", "again:ann")).GetProperty("shards")[0];
        var name = $"{Text(shard, "topic")}-{shard.GetProperty("partition").GetInt32()}";
        var before = await at.AskAsync("checkpoint", "create", name, "--yes");
        await SendAsync("again", "ann", 4);
        await at.UntilAsync(lag => lag.GetProperty("lagRecords").GetInt64() == 0, "stream", "lag", name);
        await at.AskAsync("checkpoint", "create", name, "--yes");
        var offset = before.GetProperty("shards")[0].GetProperty("nextOffset").GetInt64();
        var moved = (await at.AskAsync("source", "seek", name, Number(offset), "--yes")).GetProperty("shards")[0];
        Assert.Equal(offset, moved.GetProperty("position").GetInt64());
        await at.UntilAsync(lag => lag.GetProperty("shards")[0] is var now && now.GetProperty("lagRecords").GetInt64() == 0 && now.GetProperty("notDelivered").GetInt64() == 0, "stream", "lag", name);
        Assert.Equal(8, Events(await at.AskAsync("state", "show", "session", "again:ann")));
        Assert.Equal(8, (await running.Node.GetAsync("/api/analytics/dashboard?tenant=again")).GetProperty("eventCountsByService").EnumerateArray().Sum(service => service.GetProperty("events").GetInt64()));
    }

    [NodeFact]
    public async Task A_shard_that_is_moved_forward_leaves_events_out_and_one_moved_too_far_back_is_refused()
    {
        var at = await Operator.AtAsync(running.Node);
        await SendAsync("skip", "ann", 1);
        var shard = (await at.UntilAsync(_ => true, "cluster-sharding", "locate", "session", "skip:ann")).GetProperty("shards")[0];
        var name = $"{Text(shard, "topic")}-{shard.GetProperty("partition").GetInt32()}";
        await at.AskAsync("stream", "pause", name, "--yes");
        await SendAsync("skip", "ann", 10);
        Assert.Equal(0, (await at.RunAsync("source", "seek", name, "now", "--yes")).ExitCode);
        await at.AskAsync("stream", "resume", name, "--yes");
        await SendAsync("skip", "ann", 1);
        await at.UntilAsync(lag => lag.GetProperty("lagRecords").GetInt64() == 0, "stream", "lag", name);
        Assert.Equal(2, Events(await at.AskAsync("state", "show", "session", "skip:ann")));
        var (code, _, errors) = await at.RunAsync("source", "seek", name, "0", "--yes");
        Assert.Equal(4, code);
        Assert.Contains("No kept checkpoint is at or before offset 0", errors, StringComparison.Ordinal);
        Assert.Equal(2, (await at.RunAsync("source", "seek", "raw_events", "0", "--yes")).ExitCode);
    }

    [NodeFact]
    public async Task What_stores_hold_is_compared_with_what_the_log_says_that_they_should()
    {
        var at = await Operator.AtAsync(running.Node);
        using (var client = new HttpClient { BaseAddress = running.Node.Address })
        {
            client.DefaultRequestHeaders.Add("X-Tenant-Id", "audit");
            using var answer = await client.PostAsJsonAsync("/api/v1/events", new { eventType = "ORDER_PLACED", userEmail = "eve", entityId = "O-1", amount = 12.34m, service = "WEB", timestamp = DateTime.UtcNow });
        }

        var shard = (await at.UntilAsync(_ => true, "cluster-sharding", "locate", "session", "audit:eve")).GetProperty("shards")[0];
        var name = $"{Text(shard, "topic")}-{shard.GetProperty("partition").GetInt32()}";
        await at.UntilAsync(lag => lag.GetProperty("shards")[0] is var now && now.GetProperty("lagRecords").GetInt64() + now.GetProperty("notDelivered").GetInt64() == 0, "stream", "lag", name);
        var findings = (await at.AskAsync("sink", "verify", "--shard", name, "--last", "1")).GetProperty("findings").EnumerateArray().ToList();
        Assert.Equal(["clickhouse.events", "postgres.business"], findings.Select(found => Text(found, "sink")));
        Assert.All(findings, found => Assert.Equal(("equal", 1, 12_340_000), (Text(found, "checksums"), found.GetProperty("held").GetProperty("rows").GetInt32(), found.GetProperty("held").GetProperty("amountMicros").GetInt32())));
        var (code, output, _) = await at.RunAsync("sink", "verify", "clickhouse.sessions");
        Assert.Equal((4, ""), (code, output));
    }

    [NodeFact]
    public async Task A_dropped_letter_is_in_no_list_any_more()
    {
        using var client = new HttpClient { BaseAddress = running.Node.Address };
        client.DefaultRequestHeaders.Add("X-Tenant-Id", "dropped");
        using var refused = await client.PostAsync(new Uri("/api/v1/events", UriKind.Relative), new StringContent("{\"eventType\":2}\n", System.Text.Encoding.UTF8, "application/x-ndjson"));
        var at = await Operator.AtAsync(running.Node);
        var list = await at.UntilAsync(all => all.GetProperty("deadLetters").EnumerateArray().Any(IsOurs), "dlq", "list", "--topic", "raw_events", "--limit", "1000");
        var offset = Number(list.GetProperty("deadLetters").EnumerateArray().First(IsOurs).GetProperty("offset").GetInt64());
        Assert.Equal(1, (await at.AskAsync("dlq", "drop", offset, "--topic", "raw_events", "--dry-run")).GetProperty("topics")[0].GetProperty("letters").GetInt32());
        await at.AskAsync("dlq", "drop", offset, "--topic", "raw_events", "--yes");
        Assert.DoesNotContain((await at.AskAsync("dlq", "list", "--topic", "raw_events", "--limit", "1000")).GetProperty("deadLetters").EnumerateArray(), IsOurs);
        Assert.Equal(4, (await at.RunAsync("dlq", "show", "raw_events", offset)).ExitCode);

        static bool IsOurs(JsonElement letter) => Text(letter, "tenant") == "dropped";
    }

    [NodeFact]
    public async Task The_nodes_log_is_followed_and_its_level_changes_live()
    {
        var at = await Operator.AtAsync(running.Node);
        var level = await at.AskAsync("log", "level", "warning", "--yes");
        Assert.Equal(("warning", "information"), (Text(level, "level"), Text(level, "before")));
        Assert.Equal("information", Text(await at.AskAsync("log", "level", "information", "--yes"), "level"));
        Assert.Equal("information", Text(await at.AskAsync("log", "level"), "level"));
        var (code, output, _) = await at.RunAsync("log", "tail", "--once", "--lines", "1000", "--level", "warning");
        Assert.Equal(0, code);
        Assert.Contains("log level level=warning", output, StringComparison.Ordinal);
        Assert.DoesNotContain(" information ", output, StringComparison.Ordinal);
    }

    [NodeTheory]
    [InlineData("cluster leave --yes", "This node is alone")]
    [InlineData("cluster join --yes", "This node is alone")]
    [InlineData("cluster-sharding rebalance --yes", "as evenly as they can be")]
    [InlineData("cluster down nobody --yes", "There is no node nobody")]
    [InlineData("stream pause nothing --yes", "There is no lane nothing")]
    [InlineData("sink pause nothing --yes", "There is no sink nothing")]
    [InlineData("checkpoint create nothing --yes", "There is no shard or lane nothing")]
    [InlineData("checkpoint show raw_events-0 999999999", "keeps no checkpoint 999999999")]
    public async Task What_cannot_be_done_is_refused_with_the_reason(string line, string message)
    {
        var (code, output, errors) = await (await Operator.AtAsync(running.Node)).RunAsync(line.Split(' '));
        Assert.Equal((4, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    private async Task SendAsync(string tenant, string user, int events)
    {
        using var client = new HttpClient { BaseAddress = running.Node.Address };
        client.DefaultRequestHeaders.Add("X-Tenant-Id", tenant);
        for (var i = 0; i < events; i++)
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/events", new { eventType = "page_view", userEmail = user, service = "WEB", timestamp = DateTime.UtcNow });
            Assert.Equal(1, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32());
        }
    }

    private static JsonElement.ArrayEnumerator Shards(JsonElement answer) => answer.GetProperty("shards").EnumerateArray();

    private static JsonElement Sink(JsonElement answer, string name) => answer.GetProperty("sinks").EnumerateArray().Single(sink => Text(sink, "name") == name);

    private static int Events(JsonElement answer) => answer.GetProperty("shards")[0].GetProperty("state").GetProperty("sessions")[0].GetProperty("events").GetInt32();

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString() ?? "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
