using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Analytics.Pbm.Tests;

public sealed class LoadTests : IDisposable
{
    private const string Events = "/api/v1/events";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("load-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Files_go_in_order_and_the_totals_are_the_nodes()
    {
        await using var node = (await RecordedNode.StartAsync()).On(Events, AcceptAll);
        var run = await node.LoadAsync(Write("a.ndjson", "{\"n\":1}\n{\"n\":2}\n"), Write("b.ndjson", "{\"n\":3}"), "--json", "--tenant", "acme", "--schema", "shop", "--key", "k");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var summary = JsonDocument.Parse(run.Output);
        Assert.Equal((2, 3, 3, 0), (Number(summary, "files"), Number(summary, "sent"), Number(summary, "accepted"), Number(summary, "rejected")));
        Assert.Equal("{\"n\":1}\n{\"n\":2}\n{\"n\":3}", string.Concat(node.All.Select(asked => asked.Body)));
        var first = node.All.First();
        Assert.Equal(("?schema=shop", "acme", "k", "application/x-ndjson"), (first.Query, first.Headers["X-Tenant-Id"], first.Headers["X-Write-Key"], first.Headers["Content-Type"]));
    }

    [Fact]
    public async Task Each_request_carries_a_prefix_for_ids_and_the_number_of_its_first_event()
    {
        await using var node = (await RecordedNode.StartAsync()).On(Events, AcceptAll);
        var file = Write("a.ndjson", string.Concat(Enumerable.Range(0, 200).Select(i => $"{{\"n\":{i:000}}}\n")));
        await node.LoadAsync(file, "--batch-bytes", "1024");
        var once = node.All.Select(Ids).ToList();
        Assert.Equal(["0", "102"], once.Select(id => id.First));
        Assert.All(once, id => Assert.Matches("^load-[0-9a-f]{32}$", id.Prefix));
        await node.LoadAsync(file, "--batch-bytes", "1024");
        Assert.Equal([.. once, .. once], node.All.Select(Ids));
    }

    [Fact]
    public async Task Gzip_is_recognised_by_its_bytes_also_on_standard_input()
    {
        await using var node = (await RecordedNode.StartAsync()).On(Events, AcceptAll);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write("{\"n\":1}\n"u8);
        var run = await Run.Of(["load", "-", "--url", node.Url], new MemoryStream(packed.ToArray()));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("{\"n\":1}\n", node.All.Single().Body);
    }

    [Fact]
    public async Task Standard_input_of_one_byte_is_loaded()
    {
        await using var node = (await RecordedNode.StartAsync()).On(Events, AcceptAll);
        await Run.Of(["load", "-", "--url", node.Url], new MemoryStream("1"u8.ToArray()));
        Assert.Equal("1", node.All.Single().Body);
    }

    [Fact]
    public async Task Requests_are_compressed_on_demand()
    {
        await using var node = (await RecordedNode.StartAsync()).On(Events, AcceptAll);
        await node.LoadAsync(Write("a.ndjson", "{\"n\":1}\n"), "--gzip");
        Assert.Equal(("gzip", "{\"n\":1}\n"), (node.All.Single().Headers["Content-Encoding"], node.All.Single().Body));
    }

    [Fact]
    public async Task Rejected_events_are_shown_with_file_and_line_and_make_the_exit_code_1()
    {
        await using var node = (await RecordedNode.StartAsync()).On(Events, """{"accepted":1,"duplicates":1,"rejected":[{"index":1,"field":"amount","reason":"number_out_of_range"}]}""", 202);
        var file = Write("a.ndjson", "{\"n\":1}\n\n{\"n\":2}\n{\"n\":3}\n");
        var run = await node.LoadAsync(file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{file}:3: number_out_of_range amount", run.Errors, StringComparison.Ordinal);
        Assert.Contains("number_out_of_range  1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_which_nothing_can_be_read_is_rejected_and_the_load_goes_on()
    {
        var requests = 0;
        await using var node = (await RecordedNode.StartAsync()).On(Events, asked =>
            Interlocked.Increment(ref requests) == 1 ? (400, """{"title":"Nothing could be read"}""") : AcceptAll(asked));
        var run = await node.LoadAsync(Write("a", "x\ny\n"), Write("b", "{}\n"), "--json");
        using var summary = JsonDocument.Parse(run.Output);
        Assert.Equal((1, 2, 1), (run.ExitCode, Number(summary, "rejected"), Number(summary, "accepted")));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_node_is_asked_again_with_the_same_request(int status)
    {
        var requests = 0;
        await using var node = (await RecordedNode.StartAsync()).On(Events, asked => Interlocked.Increment(ref requests) < 3 ? (status, "{}") : AcceptAll(asked));
        var run = await node.LoadAsync(Write("a", "{}\n"), "--json");
        using var summary = JsonDocument.Parse(run.Output);
        Assert.Equal((0, 1, 2), (run.ExitCode, Number(summary, "accepted"), Number(summary, "retries")));
        Assert.Single(node.All.Select(Ids).Distinct());
    }

    [Fact]
    public async Task A_node_that_stays_away_returns_3_after_the_time_allowed()
    {
        string url;
        await using (var node = await RecordedNode.StartAsync()) url = node.Url;
        var run = await Run.Of("load", Write("a", "{}\n"), "--url", url, "--retry-for", "0.3s");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("gave up", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_returns_4_at_once()
    {
        await using var node = (await RecordedNode.StartAsync()).On(Events, """{"title":"Forbidden","detail":"wrong write key"}""", 403);
        var run = await node.LoadAsync(Write("a", "{}\n"));
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("wrong write key", run.Errors, StringComparison.Ordinal);
        Assert.Single(node.All);
    }

    [Fact]
    public async Task Wait_returns_when_every_shard_has_delivered_what_was_in_the_log_after_the_last_acknowledgement()
    {
        var looks = 0;
        await using var node = (await RecordedNode.StartAsync()).On(Events, AcceptAll).On("/api/v1/status", _ => (200, Status(Interlocked.Increment(ref looks))));
        var run = await node.LoadAsync(Write("a", "{}\n"), "--wait", "--json");
        using var summary = JsonDocument.Parse(run.Output);
        Assert.Equal((0, 4), (run.ExitCode, looks));
        Assert.True(summary.RootElement.GetProperty("waitedSeconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task Wait_goes_on_while_a_shard_moves_to_another_node()
    {
        var looks = 0;
        await using var node = (await RecordedNode.StartAsync()).On(Events, AcceptAll).On("/api/v1/status", _ => (200, Moving(Interlocked.Increment(ref looks))));
        var run = await node.LoadAsync(Write("a", "{}\n"), "--wait");
        Assert.Equal((0, 4), (run.ExitCode, looks));
    }

    private static string Moving(int look) => look < 4
        ? """{"node":{"version":"1","profile":"cluster","startedAt":"2026-01-01T00:00:00Z","uptimeSeconds":1,"state":"ready"},"topics":[],"shards":[],"missing":[{"topic":"t","partition":0,"state":"moving","node":"b","epoch":1,"end":10,"reason":"It moves."}],"sinks":[],"stores":[],"deadLetters":[]}"""
        : Status(look);

    private static string Status(int look)
    {
        var (end, delivered) = look switch { 1 => (10, 0), 2 => (12, 5), 3 => (15, 9), _ => (20, 10) };
        var shard = $$"""{"topic":"t","partition":0,"state":"running","position":{{end}},"end":{{end}},"deliveredOffset":{{delivered}},"lagRecords":0,"watermark":null,"checkpoint":null,"epoch":1,"restarts":0,"eventsPerSecond":0}""";
        return $$"""{"node":{"version":"1","profile":"embedded","startedAt":"2026-01-01T00:00:00Z","uptimeSeconds":1,"state":"ready"},"topics":[],"shards":[{{shard}}],"sinks":[],"stores":[],"deadLetters":[]}""";
    }

    private static (int Status, string Body) AcceptAll(RecordedNode.Asked asked) =>
        (202, $$"""{"accepted":{{asked.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length}},"duplicates":0,"rejected":[]}""");

    private static (string Prefix, string First) Ids(RecordedNode.Asked asked) => (asked.Headers["X-Event-Id-Prefix"], asked.Headers["X-First-Line"]);

    private static int Number(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetInt32();

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        return path;
    }
}
