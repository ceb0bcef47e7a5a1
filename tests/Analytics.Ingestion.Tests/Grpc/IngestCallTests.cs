using System.Text;
using Analytics.Ingestion.Grpc;
using Analytics.Ingestion.Grpc.Messages;
using Analytics.Ingestion.Pipeline;
using Analytics.Ingestion.Tests.Http;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Analytics.Ingestion.Tests.Grpc;

/// <summary>What a client is told about the events that it sends, and what the log holds then.</summary>
public sealed class IngestCallTests
{
    private const string View = """{"event_type":"page_view","user_id":"u-1","event_data":{"a":1}}""";
    private const string Bad = """{"event_type":"x","a":"\ud800"}""";

    [Fact]
    public async Task An_accepted_event_is_in_the_log_with_its_bytes_and_what_the_call_knew()
    {
        await using var node = await IngestionNode.StartAsync();
        var result = await node.CallAsync(CallClient.Unary, CallBody.Frame(View), ("x-tenant-id", "acme"), ("user-agent", "tests/1"));
        Assert.Equal((GrpcCode.Ok, (1L, 0L, 0L)), (result.Code, result.Counts));
        var (headers, key, value) = Assert.Single(node.Records("raw_events"));
        Assert.Equal((View, "acme:u-1", "acme", "tests/1", "127.0.0.1"), (value, key, headers["tenant"], headers["user-agent"], headers["client-address"]));
    }

    [Fact]
    public async Task A_bad_event_spoils_no_neighbour_and_lies_in_the_dead_letters()
    {
        await using var node = await IngestionNode.StartAsync();
        var large = $$"""{"event_type":"x","text":"{{new string('x', 32 * 1024)}}"}""";
        var result = await node.CallAsync(CallClient.Unary, CallBody.Frame(View, Bad, large, "", View));
        Assert.Equal((2L, 0L, 3L), result.Counts);
        Assert.Equal([(1L, "lone_surrogate"), (2, "event_too_large"), (3, "malformed_json")], result.Answer!.Rejected.Select(r => (r.Index, r.Reason)));
        Assert.Equal([Bad, large, ""], node.Records("raw_events.dlq").Select(letter => letter.Value));
    }

    [Fact]
    public async Task An_event_of_fields_is_kept_as_json()
    {
        await using var node = await IngestionNode.StartAsync();
        var fields = new EventFields
        {
            Type = "purchase", Id = "e-1", Time = new Timestamp { Seconds = 1_700_000_000, Nanos = 123_456_000 }, UserId = "u\"1", SessionId = "s", EntityId = "o-1", ProductId = "p-1",
            Amount = "12.34", Currency = "EUR", Quantity = -3, PaymentMode = "card", Service = "WEB", Platform = "web", Url = "https://a.test/ü", UtmSource = "mail",
            Properties = Struct.Parser.ParseJson("""{"a":1.5,"b":[true,null,"x\n"],"c":{"d":-2}}"""),
        };
        var request = new IngestRequest { Events = { new Event { Fields = fields } } };
        Assert.Equal((1L, 0L, 0L), (await node.CallAsync(CallClient.Unary, CallBody.Frame(request.ToByteArray()))).Counts);
        Assert.Equal(
            """{"event_type":"purchase","id":"e-1","timestamp":"2023-11-14T22:13:20.1234560Z","user_id":"u\"1","session_id":"s","entity_id":"o-1","product_id":"p-1","amount":"12.34","currency":"EUR","quantity":-3,"payment_mode":"card","service":"WEB","platform":"web","url":"https://a.test/ü","utm_source":"mail","properties":{"a":1.5,"b":[true,null,"x\u000a"],"c":{"d":-2}}}""",
            Assert.Single(node.Records("raw_events")).Value);
    }

    [Theory]
    [InlineData("missing_field", "event_type", """{ "id": "1" }""")]
    [InlineData("timestamp_too_old", "timestamp", """{ "type": "x", "time": "1960-01-01T00:00:00Z" }""")]
    [InlineData("timestamp_in_future", "timestamp", """{ "type": "x", "time": "9999-01-01T00:00:00Z" }""")]
    [InlineData("invalid_value", "amount", """{ "type": "purchase", "amount": "a lot" }""")]
    [InlineData("number_out_of_range", "a", """{ "type": "x", "properties": { "a": "Infinity" } }""")]
    public async Task Fields_that_are_no_event_are_refused_as_such(string reason, string field, string fields)
    {
        await using var node = await IngestionNode.StartAsync();
        var parsed = EventFields.Parser.ParseJson(fields);
        if (reason == "number_out_of_range") parsed.Properties.Fields["a"] = Value.ForNumber(double.PositiveInfinity);
        var request = new IngestRequest { Events = { new Event { Fields = parsed } } };
        var rejected = Assert.Single((await node.CallAsync(CallClient.Unary, CallBody.Frame(request.ToByteArray()))).Answer!.Rejected);
        Assert.Equal((reason, field), (rejected.Reason, rejected.Field));
    }

    [Fact]
    public async Task Properties_nested_too_deep_are_refused_and_nothing_breaks()
    {
        await using var node = await IngestionNode.StartAsync();
        var value = Value.ForNumber(1);
        for (var i = 0; i < 90; i++) value = i % 2 == 0 ? Value.ForList(value) : Value.ForStruct(new Struct { Fields = { ["a"] = value } });
        var fields = new EventFields { Type = "x", Properties = new Struct { Fields = { ["a"] = value } } };
        var result = await node.CallAsync(CallClient.Unary, CallBody.Frame(new IngestRequest { Events = { new Event { Fields = fields } } }.ToByteArray()));
        Assert.Equal("too_deep", Assert.Single(result.Answer!.Rejected).Reason);
    }

    [Fact]
    public async Task A_stream_is_answered_with_totals_and_events_are_numbered_through_it()
    {
        await using var node = await IngestionNode.StartAsync();
        string Event(int i) => $$"""{"event_type":"x","user_id":"u","id":"{{i}}"}""";
        var body = new CallBody();
        for (var i = 0; i < 40; i++) body.Write(CallBody.Frame(Event(i), i % 10 == 0 ? Bad : Event(1000 + i)));
        body.Write(CallBody.Frame());
        body.Write(CallBody.Frame(Event(0), Event(1)));
        body.End();
        var result = await node.CallAsync(CallClient.Streaming, body, []);
        Assert.Equal((GrpcCode.Ok, (76L, 2L, 4L)), (result.Code, result.Counts));
        Assert.Equal([1L, 21, 41, 61], result.Answer!.Rejected.Select(r => r.Index));
        Assert.Equal(76, node.Records("raw_events").Count);
    }

    [Fact]
    public async Task A_stream_without_batches_is_answered_with_zeros()
    {
        await using var node = await IngestionNode.StartAsync();
        Assert.Equal((0L, 0L, 0L), (await node.CallAsync(CallClient.Streaming, CallBody.Of(), [])).Counts);
    }

    [Fact]
    public async Task A_stream_that_broke_is_sent_again_and_every_event_counts_once()
    {
        await using var node = await IngestionNode.StartAsync();
        (string, string)[] metadata = [("idempotency-key", "stream-1")];
        var frames = Enumerable.Range(0, 50).Select(_ => CallBody.Frame(View, View)).ToArray();
        using var gone = new CancellationTokenSource();
        var broken = new CallBody();
        foreach (var frame in frames[..30]) broken.Write(frame);
        var call = node.CallAsync(CallClient.Streaming, broken, metadata, gone.Token);
        while (node.Records("raw_events").Count < 10) await Task.Yield();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        broken.End();
        var result = await node.CallAsync(CallClient.Streaming, CallBody.Of(frames), metadata);
        Assert.Equal(100, result.Counts.Accepted + result.Counts.Duplicates);
        Assert.InRange(result.Counts.Duplicates, 10, 60);
        Assert.Equal(100, node.Records("raw_events").Count);
    }

    [Fact]
    public async Task More_rejections_than_an_answer_lists_are_counted()
    {
        await using var node = await IngestionNode.StartAsync();
        var result = await node.CallAsync(CallClient.Unary, CallBody.Frame([.. Enumerable.Repeat("{}", 1_500)]));
        Assert.Equal((1_500L, 1_000), (result.Counts.Rejected, result.Answer!.Rejected.Count));
    }

    [Fact]
    public async Task Events_without_ids_are_named_by_the_idempotency_key()
    {
        await using var node = await IngestionNode.StartAsync();
        Assert.Equal((2L, 0L, 0L), (await node.CallAsync(CallClient.Unary, CallBody.Frame(View, View), ("idempotency-key", "k"))).Counts);
        Assert.Equal((0L, 2L, 0L), (await node.CallAsync(CallClient.Unary, CallBody.Frame(View, View), ("idempotency-key", "k"))).Counts);
    }

    [Fact]
    public async Task What_is_read_in_place_is_what_the_generated_code_reads()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { KeySeed = 7, MaxEventBytes = 1024 });
        var random = new Random(20_261_121);
        var request = new IngestRequest();
        for (var i = 0; i < 300; i++)
        {
            var text = $$"""{"event_type":"x","user_id":"u","n":{{i}},"text":"{{new string('y', random.Next(200))}}"}""";
            request.Events.Add(i % 3 == 0
                ? new Event { Fields = new EventFields { Type = "x", UserId = "u", Quantity = random.NextInt64(), Url = new string('z', random.Next(200)) } }
                : new Event { Json = ByteString.CopyFrom(text, Encoding.UTF8) });
        }

        // A field of a later version of the protocol is passed over.
        var message = request.ToByteArray().Concat(new byte[] { 0x7A, 2, 1, 2, 0x80, 1, 5, 0x8D, 1, 1, 2, 3, 4 }).ToArray();
        Assert.Equal((300L, 0L, 0L), (await node.CallAsync(CallClient.Unary, CallBody.Frame(message))).Counts);
        var sent = IngestRequest.Parser.ParseFrom(message).Events.Where(e => e.FormCase == Event.FormOneofCase.Json).Select(e => e.Json.ToStringUtf8());
        Assert.Equal(sent.Order(StringComparer.Ordinal), node.Records("raw_events").Select(r => r.Value).Where(v => v.Contains("\"n\":", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
