using System.Text.Json;

namespace Analytics.Pbm.Tests;

public sealed class CommandTests
{
    [Fact]
    public async Task Status_shows_node_stores_topics_shards_sinks_and_dead_letters()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/status", Recorded.Status);
        var run = await node.RunAsync("status");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        foreach (var text in new[] { "embedded: ready, up 1 min 1 s", "port 41234", "1,234,567", "raw_events-1", "recovering", "connection [refused]", "malformed_json 1, missing_field 1" })
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sources", "topics")]
    [InlineData("shards", "shards")]
    [InlineData("sinks", "sinks")]
    public async Task Json_is_the_nodes_own_answer(string command, string field)
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/status", Recorded.Status);
        var run = await node.RunAsync(command, "--json");
        using var whole = JsonDocument.Parse(Recorded.Status);
        using var part = JsonDocument.Parse(run.Output);
        Assert.True(JsonElement.DeepEquals(whole.RootElement.GetProperty(field), part.RootElement));
    }

    [Fact]
    public async Task Files_get_no_colours_and_whole_lines()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/status", Recorded.Status);
        var run = await node.RunAsync("shards");
        Assert.DoesNotContain('\e', run.Output);
        Assert.Contains(run.Output.Split('\n'), line => line.Contains("raw_events-0", StringComparison.Ordinal) && line.Contains("2026-11-21 08:00:56Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shards_shows_owners_and_what_is_missing()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/status", Recorded.Status);
        var run = await node.RunAsync("shards");
        Assert.Contains(run.Output.Split('\n'), line => line.Contains("raw_events-0", StringComparison.Ordinal) && line.Contains("node-a", StringComparison.Ordinal));
        Assert.Contains(run.Output.Split('\n'), line => line.Contains("raw_events-2", StringComparison.Ordinal) && line.Contains("No answer.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("show", "ingest, process")]
    [InlineData("status", "1 of 2 nodes answer; 2 of 3 shards have a node")]
    public async Task Cluster_shows_its_nodes(string command, string text)
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/cluster", Recorded.Cluster);
        var run = await node.RunAsync("cluster", command);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        foreach (var part in new[] { text, "node-b", "No answer.", "raw_events-2" }) Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_leave_needs_yes()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/cluster/leave", """{"node":"node-b","state":"draining"}""", 202);
        var asked = await node.RunAsync("cluster", "leave", "node-b");
        Assert.Equal(2, asked.ExitCode);
        Assert.Contains("--yes", asked.Errors, StringComparison.Ordinal);
        Assert.Empty(node.All);
        var done = await node.RunAsync("cluster", "leave", "node-b", "--yes");
        Assert.Equal((0, "node-b: draining"), (done.ExitCode, done.Output.Trim()));
        Assert.Equal("""{"node":"node-b"}""", node.All.Single().Body);
    }

    [Fact]
    public async Task Actors_shows_kinds_and_the_busiest()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/actors",
            """{"kinds":[{"kind":"session","live":1200,"passive":30,"liveBytes":480000,"busiest":[{"key":"default:u-1","events":900,"topic":"raw_events","partition":2}]}]}""");
        var run = await node.RunAsync("actors");
        Assert.Contains("1,200", run.Output, StringComparison.Ordinal);
        Assert.Contains("default:u-1", run.Output, StringComparison.Ordinal);
        Assert.Equal("ADMIN", node.All.Single().Headers["X-User-Role"]);
    }

    [Fact]
    public async Task State_show_asks_for_a_key_with_any_characters()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/state/session/a:b c%2Fü?",
            """{"kind":"session","key":"a:b c/ü?","shards":[{"topic":"raw_events","partition":2,"state":{"open":true}}]}""");
        var run = await node.RunAsync("state", "show", "session", "a:b c/ü?");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"open\": true", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoints_shows_each_generation()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/checkpoints",
            """{"checkpoints":[{"topic":"raw_events","partition":0,"generation":61,"writtenAt":"2026-11-21T08:01:00Z","nextOffset":120,"bytes":null,"durationMs":3.1,"entities":40,"outboxDeliveries":1,"epoch":7,"current":true}]}""");
        var run = await node.RunAsync("checkpoints");
        Assert.Contains("61", run.Output, StringComparison.Ordinal);
        Assert.Contains("yes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dlq_list_filters_and_says_how_to_go_on()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/dead-letters", Recorded.Letters);
        var run = await node.RunAsync("dlq", "list", "--topic", "raw_events", "--reason", "malformed_json", "--limit", "7");
        Assert.Equal("?topic=raw_events&reason=malformed_json&page_size=7", node.All.Single().Query);
        Assert.Contains("expected a value", run.Output, StringComparison.Ordinal);
        Assert.Contains("--page-token abc", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dlq_retry_changes_nothing_without_yes()
    {
        await using var node = await RecordedNode.StartAsync();
        var run = await node.RunAsync("dlq", "retry", "--topic", "raw_events", "5");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--yes", run.Errors, StringComparison.Ordinal);
        Assert.Empty(node.All);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public async Task Dlq_retry_returns_1_when_letters_are_still_no_events(int stillRejected, int exitCode)
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/dead-letters/retry", Recorded.Retried(false, stillRejected));
        var run = await node.RunAsync("dlq", "retry", "--topic", "raw_events", "5", "6", "--yes");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal("""{"topic":"raw_events.dlq","offsets":[5,6],"all":false,"reason":null,"dryRun":false}""", node.All.Single().Body);
    }

    [Fact]
    public async Task Dlq_retry_all_goes_through_every_topic_that_has_letters()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/status", Recorded.Status).On("/api/v1/admin/dead-letters/retry", Recorded.Retried(true, 0));
        var run = await node.RunAsync("dlq", "retry", "--all", "--reason", "missing_field", "--dry-run");
        Assert.Equal("""{"topic":"raw_events.dlq","offsets":null,"all":true,"reason":"missing_field","dryRun":true}""", node.All.Last().Body);
        Assert.Contains("would be retried", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status --url nonsense", "--url: expected an address")]
    [InlineData("nothing", "nothing")]
    [InlineData("state show session", "Required argument missing")]
    [InlineData("dlq retry", "give offsets, or --all")]
    [InlineData("dlq retry 5", "offsets need --topic")]
    [InlineData("dlq retry 5 --all --topic t", "give offsets, or --all")]
    [InlineData("load", "Required argument missing")]
    [InlineData("load /nowhere.ndjson", "there is no file /nowhere.ndjson")]
    [InlineData("load - --schema none", "'none' not recognized")]
    [InlineData("load - --batch-bytes 1", "--batch-bytes: expected from")]
    [InlineData("load - --retry-for soon", "--retry-for: expected a duration")]
    public async Task Wrong_usage_returns_2_and_says_what_is_wrong(string arguments, string message)
    {
        var run = await Run.Of(arguments.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_node_returns_3_and_says_where_it_looked()
    {
        string url;
        await using (var node = await RecordedNode.StartAsync()) url = node.Url;
        var run = await Run.Of("status", "--url", url);
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains($"no node answers at {url}/", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, """{"title":"Not Found","detail":"no session default:x"}""", "no session default:x")]
    [InlineData(401, """{"title":"Unauthorized"}""", "ANALYTICS_GATEWAY_SECRET")]
    [InlineData(500, "not json", "500")]
    [InlineData(200, "<html>", "is not a node")]
    public async Task A_refusal_returns_4_and_says_what_the_node_said(int status, string body, string message)
    {
        await using var node = (await RecordedNode.StartAsync()).On("/api/v1/admin/actors", body, status);
        var run = await node.RunAsync("actors");
        Assert.Equal((4, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }
}
