using System.IO.Compression;
using System.Net;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Grpc;
using Analytics.Ingestion.Grpc.Messages;
using Analytics.Ingestion.Pipeline;
using Analytics.Ingestion.Tests.Http;

namespace Analytics.Ingestion.Tests.Grpc;

/// <summary>Calls that are refused as a whole, and the limits that they run into.</summary>
public sealed class CallRefusalTests
{
    private const string View = """{"event_type":"page_view","user_id":"u-1","event_data":{"a":1}}""";

    private static readonly AdmissionOptions Keys = new() { WriteKeys = new Dictionary<string, IReadOnlyList<string>> { ["acme"] = ["secret-1"], ["other"] = ["secret-2"] } };

    [Theory]
    [InlineData(CallClient.Unary)]
    [InlineData(CallClient.Streaming)]
    public async Task Only_the_right_key_opens_a_tenant(string method)
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { Admission = Keys });
        Assert.Equal(GrpcCode.Unauthenticated, (await node.CallAsync(method, CallBody.Frame(View), ("x-tenant-id", "acme"))).Code);
        Assert.Equal(GrpcCode.Unauthenticated, (await node.CallAsync(method, CallBody.Frame(View), ("x-write-key", "guessed"))).Code);
        var wrong = await node.CallAsync(method, CallBody.Frame(View), ("x-tenant-id", "acme"), ("x-write-key", "secret-2"));
        Assert.Equal((GrpcCode.PermissionDenied, "WRONG_TENANT"), (wrong.Code, wrong.Details!.Details[0].Unpack<ErrorInfo>().Reason));
        Assert.Empty(node.Records("raw_events"));
        Assert.Equal(1, (await node.CallAsync(method, CallBody.Frame(View), ("authorization", "Bearer secret-1"))).Counts.Accepted);
        Assert.Equal("acme:u-1", Assert.Single(node.Records("raw_events")).Key);
    }

    [Fact]
    public async Task Over_its_quota_a_tenant_is_told_when_to_come_back()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { Admission = new() { QuotaOf = _ => new TenantQuota(0.1, 0) } });
        Assert.Equal(GrpcCode.Ok, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View, View))).Code);
        var refused = await node.CallAsync(CallClient.Unary, CallBody.Frame(View));
        Assert.Equal((GrpcCode.ResourceExhausted, "OVER_QUOTA"), (refused.Code, refused.Details!.Details[0].Unpack<ErrorInfo>().Reason));
        Assert.InRange(refused.Details.Details[1].Unpack<RetryInfo>().RetryDelay.ToTimeSpan().TotalSeconds, 10, 20);
        Assert.Equal(2, node.Records("raw_events").Count);
    }

    [Fact]
    public async Task A_stream_over_its_quota_is_slowed_down_and_gets_through()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { Admission = new() { QuotaOf = _ => new TenantQuota(200, 0) } });
        string[] batch = [.. Enumerable.Repeat(View, 1_000)];
        var startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = await node.CallAsync(CallClient.Streaming, CallBody.Of(CallBody.Frame(batch), CallBody.Frame(batch), CallBody.Frame(batch[..200])), []);
        Assert.Equal((GrpcCode.Ok, 2_200L), (result.Code, result.Counts.Accepted));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(0.9), "2,000 events are the burst of ten seconds, 200 more take one");
    }

    [Fact]
    public async Task What_is_too_large_or_no_message_has_its_code()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxRequestBytes = 100_000 });
        var tooLarge = await node.CallAsync(CallClient.Unary, CallBody.Frame(new byte[100_001]));
        Assert.Equal((GrpcCode.ResourceExhausted, "BODY_TOO_LARGE"), (tooLarge.Code, tooLarge.Details!.Details[0].Unpack<ErrorInfo>().Reason));
        Assert.Equal(GrpcCode.InvalidArgument, (await node.CallAsync(CallClient.Unary, CallBody.Frame("hello world"u8.ToArray()))).Code);
        Assert.Equal(GrpcCode.InvalidArgument, (await node.CallAsync(CallClient.Unary, CallBody.Frame([0x0A, 0x7F]))).Code);
        Assert.Equal(GrpcCode.Internal, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View)[..^1])).Code);
        Assert.Equal(GrpcCode.Internal, (await node.CallAsync(CallClient.Unary, CallBody.Of(), [])).Code);
        Assert.Equal(GrpcCode.Internal, (await node.CallAsync(CallClient.Unary, CallBody.Of(CallBody.Frame(View), CallBody.Frame(View)), [])).Code);
        Assert.Equal(GrpcCode.InvalidArgument, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View), ("grpc-timeout", "soon"))).Code);
        Assert.Equal(GrpcCode.InvalidArgument, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View), ("x-tenant-id", "a b"))).Code);
        Assert.Empty(node.Records("raw_events"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compressed_messages_are_read_and_bombs_are_not(string encoding)
    {
        await using var node = await IngestionNode.StartAsync();
        var packed = Pack(encoding, CallBody.Message([.. Enumerable.Repeat(View, 1_000)]));
        Assert.Equal(1_000, (await node.CallAsync(CallClient.Unary, CallBody.Frame(packed, isPacked: true), ("grpc-encoding", encoding))).Counts.Accepted);
        Assert.Equal(1, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View), ("grpc-encoding", encoding))).Counts.Accepted);
        var bomb = CallBody.Frame(Pack(encoding, new byte[60 * 1024 * 1024]), isPacked: true);
        Assert.Equal(GrpcCode.ResourceExhausted, (await node.CallAsync(CallClient.Unary, bomb, ("grpc-encoding", encoding))).Code);
        Assert.Equal(GrpcCode.InvalidArgument, (await node.CallAsync(CallClient.Unary, CallBody.Frame([1, 2, 3], isPacked: true), ("grpc-encoding", encoding))).Code);
        Assert.Equal(GrpcCode.Internal, (await node.CallAsync(CallClient.Unary, CallBody.Frame(packed, isPacked: true))).Code);
        Assert.Equal(GrpcCode.Unimplemented, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View), ("grpc-encoding", "snappy"))).Code);
    }

    [Fact]
    public async Task A_call_ends_at_its_deadline()
    {
        await using var node = await IngestionNode.StartAsync();
        var body = new CallBody();
        body.Write(CallBody.Frame(View));
        Assert.Equal(GrpcCode.DeadlineExceeded, (await node.CallAsync(CallClient.Streaming, body, [("grpc-timeout", "300m")])).Code);
        body.End();
        Assert.Equal(GrpcCode.DeadlineExceeded, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View), ("grpc-timeout", "0n"))).Code);
        Assert.Equal(GrpcCode.Ok, (await node.CallAsync(CallClient.Unary, CallBody.Frame(View), ("grpc-timeout", "99999999H"))).Code);
    }

    [Theory]
    [InlineData(CallClient.Unary)]
    [InlineData(CallClient.Streaming)]
    public async Task A_message_has_so_many_events_at_most(string method)
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxRequestEvents = 2 });
        Assert.Equal(GrpcCode.Ok, (await node.CallAsync(method, CallBody.Frame(View, View))).Code);
        var refused = await node.CallAsync(method, CallBody.Frame(View, View, View));
        Assert.Equal((GrpcCode.ResourceExhausted, "TOO_MANY_EVENTS"), (refused.Code, refused.Details!.Details[0].Unpack<ErrorInfo>().Reason));
    }

    [Fact]
    public async Task A_stream_waits_for_room_that_one_call_is_refused_without()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { MaxInFlightBytes = 100_000, RetryAfter = TimeSpan.FromMilliseconds(10) });
        using var slow = new SlowRequest(node.Client.BaseAddress!, announced: 99_000);
        await slow.SendAsync(99_000 - 1);
        await node.InFlightAsync(99_000 - 1);
        string[] batch = [.. Enumerable.Repeat(View, 100)];
        var refused = await node.CallAsync(CallClient.Unary, CallBody.Frame(batch));
        Assert.Equal((GrpcCode.ResourceExhausted, "TOO_MUCH_IN_FLIGHT"), (refused.Code, refused.Details!.Details[0].Unpack<ErrorInfo>().Reason));
        var stream = node.CallAsync(CallClient.Streaming, CallBody.Frame(batch));
        await slow.SendAsync(1);
        Assert.Equal((GrpcCode.Ok, 100L), ((await stream).Code, (await stream).Counts.Accepted));
    }

    [Fact]
    public async Task A_message_that_does_not_arrive_in_time_ends_its_call()
    {
        await using var node = await IngestionNode.StartAsync(new IngestionOptions { BodyTimeout = TimeSpan.FromMilliseconds(200) });
        var body = new CallBody();
        body.Write(CallBody.Frame(View)[..20]);
        var result = await node.CallAsync(CallClient.Unary, body, []);
        body.End();
        Assert.Equal((GrpcCode.DeadlineExceeded, "BODY_TOO_SLOW"), (result.Code, result.Details!.Details[0].Unpack<ErrorInfo>().Reason));
    }

    [Fact]
    public async Task A_stream_ends_when_the_node_stops()
    {
        await using var node = await IngestionNode.StartAsync();
        var body = new CallBody();
        body.Write(CallBody.Frame(View));
        var call = node.CallAsync(CallClient.Streaming, body, []);
        while (node.Records("raw_events").Count == 0) await Task.Yield();
        var stopped = node.StopAsync();
        Assert.Equal(GrpcCode.Unavailable, await CodeOrGoneAsync(call));
        body.End();
        await stopped;
    }

    [Fact]
    public async Task What_is_no_call_is_answered_in_the_words_of_http()
    {
        await using var node = await IngestionNode.StartAsync();
        using var overHttp1 = await node.Client.PostAsync("/analytics.v1.IngestService/Ingest", CallBody.Of(CallBody.Frame(View)));
        using var asJson = await node.Calls.PostAsync("/analytics.v1.IngestService/Ingest", new StringContent(View));
        using var unknown = await node.Calls.PostAsync("/analytics.v1.IngestService/Nothing", CallBody.Of());
        Assert.Equal((HttpStatusCode.UpgradeRequired, HttpStatusCode.UnsupportedMediaType, HttpStatusCode.NotFound), (overHttp1.StatusCode, asJson.StatusCode, unknown.StatusCode));
        Assert.Contains("rpc IngestStream(stream IngestRequest)", await node.Client.GetStringAsync("/proto/analytics/v1/ingest.proto"), StringComparison.Ordinal);
    }

    // A server that stops may close the connection before the client has read the trailers; to clients of gRPC that is the same.
    private static async Task<GrpcCode> CodeOrGoneAsync(Task<CallResult> call)
    {
        try
        {
            return (await call).Code;
        }
        catch (HttpRequestException)
        {
            return GrpcCode.Unavailable;
        }
    }

    private static byte[] Pack(string encoding, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest) : new ZLibStream(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        return packed.ToArray();
    }
}
