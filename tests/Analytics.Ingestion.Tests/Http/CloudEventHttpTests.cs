using Analytics.Testing;

namespace Analytics.Ingestion.Tests.Http;

/// <summary>CloudEvents over HTTP: what the log holds, so that every shard reads the same event.</summary>
public sealed class CloudEventHttpTests
{
    private const string One = """{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{"user_id":"u"}}""";
    private static readonly (string, string)[] Binary = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/s"), ("ce-type", "t"), ("ce-note", "caf%C3%A9"), ("Content-Type", "application/json")];

    [Fact]
    public async Task A_structured_event_keeps_its_bytes_and_says_what_it_is()
    {
        await using var node = await IngestionNode.StartAsync();
        Assert.Equal("""{"accepted":1,"duplicates":0,"rejected":[]}""", (await node.PostAsync("/api/v1/events", One, ("Content-Type", "application/cloudevents+json"))).Answer.GetRawText());
        var (headers, key, value) = Assert.Single(node.Records("raw_events"));
        Assert.Equal((One, "default:u", "application/cloudevents+json"), (value, key, headers["content-type"]));
        Assert.Equal(1, (await node.PostAsync("/api/v1/events", """{"user_id":"u"}""", Binary)).Answer.GetProperty("duplicates").GetInt32());
    }

    [Fact]
    public async Task The_attributes_of_binary_mode_become_headers_of_the_record()
    {
        await using var node = await IngestionNode.StartAsync();
        Assert.Equal(1, (await node.PostAsync("/api/v1/events", "[1,2]", Binary)).Answer.GetProperty("accepted").GetInt32());
        var (headers, _, value) = Assert.Single(node.Records("raw_events"));
        Assert.Equal(("[1,2]", "1", "/s", "t", "café"), (value, headers["ce_id"], headers["ce_source"], headers["ce_type"], headers["ce_note"]));
        (string, string)[] next = [.. Binary.Where(header => header.Item1 != "ce-id"), ("ce-id", "2")];
        Assert.Equal(1, (await node.PostAsync("/api/v1/events", "", next)).Answer.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Of_a_batch_each_event_is_taken_by_itself()
    {
        await using var node = await IngestionNode.StartAsync();
        var body = $"[{One},{One.Replace("\"id\":\"1\",", "", StringComparison.Ordinal)},{One.Replace("/s", "/t", StringComparison.Ordinal)}]";
        var (status, answer, _) = await node.PostAsync("/api/v1/events", body, ("Content-Type", "application/cloudevents-batch+json"));
        Assert.Equal((202, 2), (status, answer.GetProperty("accepted").GetInt32()));
        Assert.Equal("""{"index":1,"field":"id","reason":"missing_field","detail":"a CloudEvent needs this attribute"}""", answer.GetProperty("rejected")[0].GetRawText());
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","time":"2000-01-01T00:00:00Z"}""", "Content-Type", "application/cloudevents+json")]
    [InlineData("{}", "ce-time", "2000-01-01T00:00:00Z")]
    public async Task A_refused_one_is_retried_as_what_it_was(string body, string name, string value)
    {
        using var folder = new TemporaryFolder();
        var strict = new Analytics.Ingestion.Pipeline.IngestionOptions { Decoding = new() { Earliest = new DateOnly(2020, 1, 1) } };
        (string, string)[] headers = name == "ce-time" ? [.. Binary, (name, value)] : [(name, value)];
        await using (var node = await IngestionNode.StartAsync(strict, folder.Path))
            Assert.Equal("timestamp_too_old", (await node.PostAsync("/api/v1/events", body, headers)).Answer.GetProperty("rejected")[0].GetProperty("reason").GetString());
        await using (var node = await IngestionNode.StartAsync(folder: folder.Path))
        {
            Assert.Equal(1, (await node.DeadLetters.RetryAsync("raw_events", null)).Retried);
            Assert.Equal(1, (await node.PostAsync("/api/v1/events", body, headers)).Answer.GetProperty("duplicates").GetInt32());
        }
    }

    [Fact]
    public async Task Formats_that_are_not_json_are_a_problem()
    {
        await using var node = await IngestionNode.StartAsync();
        Assert.Equal(415, (await node.PostAsync("/api/v1/events", One, ("Content-Type", "application/cloudevents+avro"))).Status);
        Assert.Equal(415, (await node.PostAsync("/api/v1/events", "<a/>", [.. Binary[..^1], ("Content-Type", "application/xml")])).Status);
    }
}
