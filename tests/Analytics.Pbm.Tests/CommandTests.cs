using System.Text;
using System.Text.Json;

namespace Analytics.Pbm.Tests;

/// <summary>The command line against a node that answers what was recorded.</summary>
public sealed class CommandTests
{
    private static async Task<RecordedNode> NodeAsync(string? answer = null, int status = 200) =>
        (await RecordedNode.StartAsync()).On("/commands", Recorded.Palette).On("/execute", answer ?? Recorded.Answer, status);

    [Fact]
    public async Task An_answer_is_shown_as_its_views_say()
    {
        await using var node = await NodeAsync();
        var run = await node.RunAsync("cluster", "show");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        foreach (var text in new[] { "node a", "old: old", "raw_events-0", "12,345", "2 kB", "1 min 1 s", "2026-11-21 08:00:56Z", "x, y", "late 2", "yes", "one\ntwo", "\"open\": true" })
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("never", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_without_rows_says_so()
    {
        await using var node = await NodeAsync("""{"result":{"alerts":[]},"views":[{"kind":"table","items":"alerts","columns":[{"title":"id","value":"{id}"}],"empty":"There are none."}],"complete":true}""");
        Assert.Equal("There are none.", (await node.RunAsync("cluster", "show")).Output.Trim());
    }

    [Theory]
    [InlineData("--version", "0.1.0")]
    [InlineData("--help", "pbm [HOST:PORT]")]
    [InlineData("-h", "pbm [HOST:PORT]")]
    public async Task What_needs_no_node_asks_none(string word, string said)
    {
        var run = await Run.Of("127.0.0.1:1", word);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith(said, run.Output, StringComparison.Ordinal);
        Assert.Equal(run, await Run.Of(word));
    }

    [Fact]
    public async Task What_strangers_sent_cannot_speak_to_the_terminal()
    {
        await using var node = await NodeAsync();
        Assert.DoesNotContain('\e', (await node.RunAsync("cluster", "show")).Output);
    }

    [Fact]
    public async Task Json_is_the_nodes_own_result()
    {
        await using var node = await NodeAsync();
        var run = await node.RunAsync("cluster", "show", "--json");
        using var whole = JsonDocument.Parse(Recorded.Answer);
        using var shown = JsonDocument.Parse(run.Output);
        Assert.True(JsonElement.DeepEquals(whole.RootElement.GetProperty("result"), shown.RootElement));
    }

    [Fact]
    public async Task A_call_carries_its_inputs_and_the_key()
    {
        await using var node = await NodeAsync();
        await node.RunAsync("dlq", "retry", "5", "6", "--topic", "raw_events", "--reason=late", "--dry-run");
        var asked = node.All.Last();
        Assert.Equal("""{"command":"dlq retry","values":{"offset":["5","6"],"topic":["raw_events"],"reason":["late"],"dry-run":["true"]},"confirmed":false,"input":null}""", asked.Body);
        Assert.Equal($"Bearer {Run.Key}", asked.Headers["Authorization"]);
    }

    [Fact]
    public async Task What_changes_something_needs_yes_when_nobody_can_be_asked()
    {
        await using var node = await NodeAsync();
        var asked = await node.RunAsync("cluster", "leave", "b");
        Assert.Equal(2, asked.ExitCode);
        Assert.Contains("Let b go?", asked.Errors, StringComparison.Ordinal);
        Assert.Contains("--yes", asked.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(node.All, request => request.Path == "/execute");
        Assert.Equal(0, (await node.RunAsync("cluster", "leave", "b", "--yes")).ExitCode);
        Assert.Contains("\"confirmed\":true", node.All.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_as_it_should_be_returns_1()
    {
        await using var node = await NodeAsync("""{"result":{},"views":[],"complete":false}""");
        Assert.Equal(1, (await node.RunAsync("cluster", "show")).ExitCode);
    }

    [Fact]
    public async Task Answers_that_go_on_are_shown_line_by_line_until_one_says_why_they_end()
    {
        await using var node = await NodeAsync("""
            {"result":{"n":1},"views":[]}

            {"result":{"n":2},"views":[]}
            {"error":"the log was closed"}
            """);
        var run = await node.RunAsync("log", "tail", "--json");
        Assert.Equal((4, "{\"n\":1}\n{\"n\":2}\n", "the log was closed\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Lines_of_the_input_are_commands_when_there_is_no_terminal()
    {
        await using var node = await NodeAsync();
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes("cluster show --json\nstate show session 'a b'\nnonsense\nexit\ncluster show\n"));
        var run = await Run.Of([node.Target], lines);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("there is no command 'nonsense'", run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, node.All.Count(request => request.Path == "/execute"));
        Assert.Contains("\"key\":[\"a b\"]", node.All.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "state show KIND KEY")]
    [InlineData("help cluster", "Let a node go (asks)")]
    [InlineData("cluster leave --help", "default this node")]
    [InlineData("dlq --help", "dlq retry")]
    public async Task Help_comes_from_the_palette(string line, string text)
    {
        await using var node = await NodeAsync();
        var run = await node.RunAsync(line.Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "there is no command 'nothing'; there are: cluster, cluster-sharding, dlq")]
    [InlineData("cluster fly", "there are: cluster leave, cluster show")]
    [InlineData("state show session", "key is missing")]
    [InlineData("cluster show more", "'more' is too much")]
    [InlineData("cluster show --loud", "has no option --loud")]
    [InlineData("dlq retry --reason none", "expected one of late, malformed, found none")]
    [InlineData("dlq retry --topic", "--topic: expected where")]
    public async Task Wrong_usage_returns_2_and_says_what_is_wrong(string line, string message)
    {
        await using var node = await NodeAsync();
        var run = await node.RunAsync(line.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(node.All, request => request.Path == "/execute");
    }

    [Theory]
    [InlineData("load", "Required argument missing")]
    [InlineData("load /nowhere.ndjson", "there is no file /nowhere.ndjson")]
    [InlineData("load - --schema none", "'none' not recognized")]
    [InlineData("load - --batch-bytes 1", "--batch-bytes: expected from")]
    [InlineData("load - --batch-events 0", "--batch-events: expected at least 1")]
    [InlineData("load - --retry-for soon", "--retry-for: expected a duration")]
    [InlineData("load - --url nonsense", "--url: expected an address")]
    public async Task Wrong_usage_of_load_returns_2_and_says_what_is_wrong(string arguments, string message)
    {
        var run = await Run.Of(arguments.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_node_returns_3_and_says_where_it_looked()
    {
        string target;
        await using (var node = await RecordedNode.StartAsync()) target = node.Target;
        var run = await Run.Of(target, "cluster", "show");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains($"no node takes commands at {target}", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, """{"title":"Not Found","detail":"no session default:x"}""", 4, "no session default:x")]
    [InlineData(400, """{"title":"Wrong","detail":"at: expected an offset"}""", 2, "at: expected an offset")]
    [InlineData(401, """{"title":"Unauthorized","detail":"A key is needed"}""", 4, "A key is needed")]
    [InlineData(500, "not json", 4, "500")]
    [InlineData(200, "<html>", 4, "is no operators' listener")]
    public async Task A_refusal_says_what_the_node_said(int status, string body, int exitCode, string message)
    {
        await using var node = await NodeAsync(body, status);
        var run = await node.RunAsync("cluster", "show");
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }
}
