using System.IO.Compression;
using System.Text;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Pipeline;
using Analytics.Testing;

namespace Analytics.Ingestion.Tests.Http;

public sealed class IngestionHttpTests
{
    private const string View = """{"event_type":"page_view","user_id":"u-1","event_data":{"a":1}}""";

    [Fact]
    public async Task An_accepted_event_is_in_the_log_with_its_bytes_and_what_the_request_knew()
    {
        await using var node = await IngestionNode.StartAsync();
        var (status, answer, _) = await node.PostAsync("/api/v1/events", View, ("X-Tenant-Id", "acme"), ("User-Agent", "tests/1"), ("X-Forwarded-For", "6.6.6.6, 9.9.9.9"));
        Assert.Equal((202, """{"accepted":1,"duplicates":0,"rejected":[]}"""), (status, answer.GetRawText()));
        var (headers, key, value) = Assert.Single(node.Records("raw_events"));
        Assert.Equal((View, "acme:u-1"), (value, key));
        Assert.Equal(("acme", "9.9.9.9", "tests/1"), (headers["tenant"], headers["client-address"], headers["user-agent"]));
        Assert.NotEmpty(headers["assigned-id"]);
    }

    [Theory]
    [InlineData("[{0},{1},{0}]", "application/json")]
    [InlineData("{0}\n{1}\n{0}\n", "application/x-ndjson")]
    [InlineData("{0}\n{1}\n{0}\n", "application/json")]
    public async Task A_bad_event_spoils_no_neighbour_and_lies_in_the_dead_letters(string form, string type)
    {
        const string Bad = """{"event_type":"x","a":"\ud800"}""";
        await using var node = await IngestionNode.StartAsync();
        var body = form.Replace("{0}", View, StringComparison.Ordinal).Replace("{1}", Bad, StringComparison.Ordinal);
        var (status, answer, _) = await node.PostAsync("/api/v1/events", body, ("Content-Type", type));
        Assert.Equal((202, 2), (status, answer.GetProperty("accepted").GetInt32()));
        var rejected = Assert.Single(answer.GetProperty("rejected").EnumerateArray());
        Assert.Equal((1, "lone_surrogate", "a"), (rejected.GetProperty("index").GetInt32(), rejected.GetProperty("reason").GetString(), rejected.GetProperty("field").GetString()));
        var letter = Assert.Single(node.Records("raw_events.dlq"));
        Assert.Equal((Bad, "lone_surrogate", "decode", "raw_events"),
            (letter.Value, letter.Headers["__analytics.errors.reason"], letter.Headers["__analytics.errors.stage"], letter.Headers["__analytics.errors.topic"]));
    }

    [Fact]
    public async Task Stock_goes_its_own_lane_keyed_by_its_number()
    {
        await using var node = await IngestionNode.StartAsync();
        await node.PostAsync("/api/v1/events", """{"event_type":"restock","event_data":{"sku":"S-1","quantity":5}}""");
        Assert.Equal("default:S-1", Assert.Single(node.Records("inventory_updates")).Key);
        Assert.Empty(node.Records("raw_events"));
    }

    [Fact]
    public async Task An_id_is_taken_once_also_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        const string Body = """[{"id":"1","event_type":"x","user_id":"u"},{"id":"1","event_type":"x","user_id":"u"}]""";
        await using (var node = await IngestionNode.StartAsync(folder: folder.Path))
            Assert.Equal("""{"accepted":1,"duplicates":1,"rejected":[]}""", (await node.PostAsync("/api/v1/events", Body)).Answer.GetRawText());
        await using (var node = await IngestionNode.StartAsync(folder: folder.Path))
        {
            Assert.Equal("""{"accepted":0,"duplicates":2,"rejected":[]}""", (await node.PostAsync("/api/v1/events", Body)).Answer.GetRawText());
            Assert.Equal(1, (await node.PostAsync("/api/v1/events", Body, ("X-Tenant-Id", "other"))).Answer.GetProperty("accepted").GetInt32());
        }
    }

    [Theory]
    [InlineData("Idempotency-Key", "request-1")]
    [InlineData("X-Event-Id-Prefix", "load-ab12")]
    public async Task A_request_sent_twice_under_one_name_adds_nothing(string header, string value)
    {
        await using var node = await IngestionNode.StartAsync();
        var body = View + "\n" + View;
        Assert.Equal(2, (await node.PostAsync("/api/v1/events", body, (header, value))).Answer.GetProperty("accepted").GetInt32());
        Assert.Equal(2, (await node.PostAsync("/api/v1/events", body, (header, value))).Answer.GetProperty("duplicates").GetInt32());
        Assert.Equal(2, (await node.PostAsync("/api/v1/events", body, (header, value + "x"))).Answer.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Lines_of_a_file_are_numbered_through_all_requests()
    {
        await using var node = await IngestionNode.StartAsync();
        (string, string)[] Headers(int first) => [("X-Event-Id-Prefix", "load-1"), ("X-First-Line", first.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        await node.PostAsync("/api/v1/events", View + "\n\n" + View, Headers(10));
        Assert.Equal(["load-1:10", "load-1:11"], node.Records("raw_events").Select(r => r.Headers["assigned-id"]));
        Assert.Equal("""{"accepted":1,"duplicates":1,"rejected":[]}""", (await node.PostAsync("/api/v1/events", View + "\n" + View, Headers(11))).Answer.GetRawText());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Compressed_bodies_are_read(string encoding)
    {
        await using var node = await IngestionNode.StartAsync();
        var body = Pack(encoding, Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(View, 1000))));
        Assert.Equal(1000, (await node.PostAsync("/api/v1/events", body, ("Content-Encoding", encoding))).Answer.GetProperty("accepted").GetInt32());
        var (status, answer, _) = await node.PostAsync("/api/v1/events", body[..^20], ("Content-Encoding", encoding));
        Assert.True(status is 400 || answer.GetProperty("accepted").GetInt32() < 1000, "a body cut short was taken as whole");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_that_is_not_what_its_encoding_says_is_a_problem(string encoding)
    {
        await using var node = await IngestionNode.StartAsync();
        var other = Pack(encoding == "gzip" ? "br" : "gzip", Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(View, 1000))));
        Assert.Equal(400, (await node.PostAsync("/api/v1/events", other, ("Content-Encoding", encoding))).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_bomb_is_stopped_at_the_limits(string encoding)
    {
        await using var node = await IngestionNode.StartAsync();
        Assert.Equal(413, (await node.PostAsync("/api/v1/events", Pack(encoding, new byte[60 * 1024 * 1024]), ("Content-Encoding", encoding))).Status);
    }

    [Theory]
    [InlineData("", 400, "/problems/empty-body")]
    [InlineData("   ", 400, "/problems/unreadable-body")]
    [InlineData("hello", 400, "/problems/unreadable-body")]
    [InlineData("[]", 400, "/problems/unreadable-body")]
    public async Task A_body_without_events_is_a_problem(string body, int status, string type)
    {
        await using var node = await IngestionNode.StartAsync();
        var sent = await node.PostAsync("/api/v1/events", body);
        Assert.Equal((status, type), (sent.Status, sent.Answer.GetProperty("type").GetString()));
        Assert.Equal("application/problem+json", sent.Response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Other_refusals_have_their_status()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxRequestBytes = 100_000 });
        Assert.Equal(415, (await node.PostAsync("/api/v1/events", View, ("Content-Type", "application/xml"))).Status);
        Assert.Equal(415, (await node.PostAsync("/api/v1/events", View, ("Content-Encoding", "zstd"))).Status);
        Assert.Equal(413, (await node.PostAsync("/api/v1/events", new byte[100_001])).Status);
        Assert.Equal(400, (await node.PostAsync("/api/v1/events?schema=avro", View)).Status);
        Assert.Equal(400, (await node.PostAsync("/api/v1/events", View, ("X-Tenant-Id", "a b"))).Status);
        Assert.Equal(400, (await node.PostAsync("/api/v1/event", View + "\n" + View)).Status);
        Assert.Equal(400, (await node.PostAsync("/api/v1/events", View, ("X-Event-Id-Prefix", "a b"))).Status);
    }

    [Theory]
    [InlineData("\n", "", "")]
    [InlineData(",", "[", "]")]
    [InlineData("\n", "{\n}", "")]
    public async Task A_request_has_so_many_events_at_most(string between, string before, string after)
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxRequestEvents = 11 });
        string BodyOf(int events) => before + string.Join(between, Enumerable.Repeat(View, events)) + after;
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", BodyOf(10))).Status);
        var refused = await node.PostAsync("/api/v1/events", BodyOf(12));
        Assert.Equal((413, "/problems/too-many-events"), (refused.Status, refused.Answer.GetProperty("type").GetString()));
        Assert.Equal("At most 11 events. Send the rest in further requests.", refused.Answer.GetProperty("detail").GetString());
        Assert.Equal(10, node.Records("raw_events").Count);
    }

    [Fact]
    public async Task Small_events_with_long_headers_go_to_the_log_in_pieces_that_it_takes()
    {
        await using var node = await IngestionNode.StartAsync(change: options => options with { MaxAppendBytes = 9 * 1024 * 1024 });
        var sent = await node.PostAsync("/api/v1/events", string.Join('\n', Enumerable.Repeat("{}", 10_000)), ("User-Agent", new string('a', 1_000)));
        Assert.Equal((202, 10_000), (sent.Status, sent.Answer.GetProperty("rejected").GetArrayLength()));
        Assert.Equal(10_000, node.Records("raw_events.dlq").Count);
    }

    [Fact]
    public async Task Who_announces_much_and_sends_little_takes_no_room_from_others()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxInFlightBytes = 100_000 });
        using var slow = new SlowRequest(node.Client.BaseAddress!, announced: 90_000);
        using var slower = new SlowRequest(node.Client.BaseAddress!, announced: 90_000);
        await slow.SendAsync(20_000);
        await slower.SendAsync(20_000);
        await node.InFlightAsync(40_000);
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", View)).Status);
        var refused = await node.PostAsync("/api/v1/events", new byte[80_000]);
        Assert.Equal((429, "/problems/too-much-in-flight"), (refused.Status, refused.Answer.GetProperty("type").GetString()));
        slow.Dispose();
        await node.InFlightAsync(20_000);
        Assert.Equal(400, (await node.PostAsync("/api/v1/events", new byte[60_000])).Status);
    }

    [Fact]
    public async Task Events_count_as_memory_beside_their_bytes()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxInFlightBytes = 100_000 });
        using var slow = new SlowRequest(node.Client.BaseAddress!, announced: 90_000);
        await slow.SendAsync(20_000);
        await node.InFlightAsync(20_000);
        Assert.Equal(429, (await node.PostAsync("/api/v1/events", string.Join('\n', Enumerable.Repeat("{}", 200)))).Status);
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", string.Join('\n', Enumerable.Repeat("{}", 100)))).Status);
    }

    [Fact]
    public async Task A_request_that_is_alone_is_let_in()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxInFlightBytes = 10_000 });
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", string.Join('\n', Enumerable.Repeat(View, 1_000)))).Status);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_alone()
    {
        await using var node = await IngestionNode.StartAsync();
        var large = $$"""{"event_type":"x","text":"{{new string('x', 32 * 1024)}}"}""";
        var (_, answer, _) = await node.PostAsync("/api/v1/events", $"[{View},{large}]");
        Assert.Equal(("event_too_large", 1), (answer.GetProperty("rejected")[0].GetProperty("reason").GetString(), answer.GetProperty("accepted").GetInt32()));
        Assert.Equal(large, Assert.Single(node.Records("raw_events.dlq")).Value);
    }

    [Fact]
    public async Task Addresses_of_one_event_force_their_shape()
    {
        await using var node = await IngestionNode.StartAsync();
        const string Track = """{"tenant_id":"org","event_type":"view","event_id":"e1","user_id":"u"}""";
        Assert.Equal(202, (await node.PostAsync("/api/v1/analytics/track", Track)).Status);
        Assert.Equal(202, (await node.PostAsync("/api/v1/event", View)).Status);
        Assert.Equal(["eventflow", "ticketing"], node.Records("raw_events").Select(r => r.Headers["shape"]).Order());
        Assert.Contains(node.Records("raw_events"), r => r.Key == "org:u");
    }

    [Fact]
    public async Task Write_keys_name_the_tenant_and_guard_it()
    {
        var keys = new Dictionary<string, IReadOnlyList<string>> { ["acme"] = ["k-acme"], ["zeta"] = ["k-zeta"] };
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { Admission = new AdmissionOptions { WriteKeys = keys } });
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", View, ("X-Write-Key", "k-acme"))).Status);
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", View, ("Authorization", "Bearer k-acme"))).Status);
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", View, ("Authorization", "Basic " + Convert.ToBase64String("k-acme:"u8)))).Status);
        Assert.Equal(401, (await node.PostAsync("/api/v1/events", View, ("X-Write-Key", "wrong"))).Status);
        Assert.Equal(401, (await node.PostAsync("/api/v1/events", View, ("X-Tenant-Id", "acme"))).Status);
        Assert.Equal(403, (await node.PostAsync("/api/v1/events", View, ("X-Tenant-Id", "zeta"), ("X-Write-Key", "k-acme"))).Status);
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", View)).Status);
        var forged = await node.PostAsync("/api/v1/analytics/track", """{"tenant_id":"acme","event_type":"page.view","event_id":"e"}""");
        Assert.Equal("invalid_tenant", forged.Answer.GetProperty("rejected")[0].GetProperty("reason").GetString());
        Assert.Equal(3, node.Records("raw_events").Count(r => r.Key == "acme:u-1"));
    }

    [Fact]
    public async Task A_tenant_over_its_quota_is_told_when_to_come_back()
    {
        var admission = new AdmissionOptions { QuotaOf = tenant => tenant == "noisy" ? new TenantQuota(1, 0) : TenantQuota.None };
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { Admission = admission });
        var body = string.Join('\n', Enumerable.Repeat(View, 10));
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", body, ("X-Tenant-Id", "noisy"))).Status);
        var refused = await node.PostAsync("/api/v1/events", body, ("X-Tenant-Id", "noisy"));
        Assert.Equal(429, refused.Status);
        Assert.InRange(refused.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal(202, (await node.PostAsync("/api/v1/events", body, ("X-Tenant-Id", "quiet"))).Status);
    }

    [Fact]
    public async Task A_log_that_cannot_take_records_is_503_and_nothing_is_acknowledged()
    {
        await using var node = await IngestionNode.StartAsync(change: options => options with { MinimumFreeBytes = long.MaxValue });
        var refused = await node.PostAsync("/api/v1/events", View);
        Assert.Equal((503, "/problems/log-unavailable"), (refused.Status, refused.Answer.GetProperty("type").GetString()));
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        Assert.Empty(node.Records("raw_events"));
    }

    [Fact]
    public async Task Many_clients_at_once_lose_and_mix_nothing()
    {
        await using var node = await IngestionNode.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            var sent = await node.PostAsync("/api/v1/events", $$"""{"id":"e{{i}}","event_type":"x","user_id":"u{{i}}"}""", ("X-Tenant-Id", "t" + (i % 5)));
            Assert.Equal(1, sent.Answer.GetProperty("accepted").GetInt32());
        });
        var expected = Enumerable.Range(0, 400).Select(i => ($"t{i % 5}:u{i}", $$"""{"id":"e{{i}}","event_type":"x","user_id":"u{{i}}"}""", "t" + (i % 5))).Order();
        Assert.Equal(expected, node.Records("raw_events").Select(r => (r.Key, r.Value, r.Headers["tenant"])).Order());
    }

    private static byte[] Pack(string encoding, byte[] bytes)
    {
        var target = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(target, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(target, CompressionLevel.Fastest),
            _ => new BrotliStream(target, CompressionLevel.Fastest),
        })
            packer.Write(bytes);
        return target.ToArray();
    }
}
