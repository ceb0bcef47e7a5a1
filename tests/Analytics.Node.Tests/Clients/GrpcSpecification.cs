using System.Diagnostics;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Node.Tests.Clients;

/// <summary>What clients of gRPC that nobody here wrote get from a whole node.</summary>
public sealed class GrpcSpecification : IAsyncLifetime
{
    private const string Quota = "tenants.by-id.limited.events-per-second=2";
    private readonly TemporaryFolder _data = new();
    private NodeProcess _node = null!;

    public async Task InitializeAsync()
    {
        if (new NodeFactAttribute().Skip is null) _node = await NodeProcess.StartAsync(_data.File("node"), "--set", Quota);
    }

    public async Task DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        _data.Dispose();
    }

    [ClientFact]
    public async Task The_official_client_is_told_exactly_what_became_of_its_events()
    {
        var printed = await OfficialClients.RunAsync(
            "grpc.mjs", ("TARGET", await _node.CallTargetAsync()), ("PROTO", Path.Combine(RepositoryPaths.Root, "proto")), ("TENANT", "npm"), ("LIMITED", "limited"));
        var result = JsonDocument.Parse(printed).RootElement;
        Assert.Equal("""{"rejected":["2  malformed_json","3 event_type missing_field","4  event_too_large"],"accepted":2,"duplicates":1,"rejectedTotal":3}""", Of(result, "mixed"));
        Assert.Equal("""{"rejected":[],"accepted":1,"duplicates":1,"rejectedTotal":0}""", Of(result, "gzip"));
        Assert.Equal(
            """{"rejected":["7  not_an_object","507  not_an_object","1007  not_an_object","1507  not_an_object","2007  not_an_object","2507  not_an_object","3007  not_an_object","3507  not_an_object","4007  not_an_object","4507  not_an_object"],"accepted":4990,"duplicates":0,"rejectedTotal":10}""",
            Of(result, "stream"));
        Assert.Equal("""{"rejected":[],"accepted":1,"duplicates":2,"rejectedTotal":0}""", Of(result, "again"));
        Assert.Equal("""{"code":"DEADLINE_EXCEEDED","retry":false}""", Of(result, "deadline"));
        Assert.Equal("""{"code":"RESOURCE_EXHAUSTED","retry":false}""", Of(result, "tooLarge"));
        Assert.Equal("""{"code":"UNAUTHENTICATED","retry":false}""", Of(result, "wrongKey"));
        Assert.Equal("""{"rejected":["0 tenant_id invalid_tenant"],"accepted":0,"duplicates":0,"rejectedTotal":1}""", Of(result, "wrongTenant"));
        Assert.Equal("""{"rejected":[],"accepted":20,"duplicates":0,"rejectedTotal":0}""", Of(result, "burst"));
        Assert.Equal("""{"code":"RESOURCE_EXHAUSTED","retry":true}""", Of(result, "overQuota"));
    }

    [GrpcurlFact]
    public async Task Grpcurl_learns_the_service_from_the_node_and_sends_events()
    {
        Assert.Equal("analytics.v1.IngestService\ngrpc.reflection.v1.ServerReflection", await GrpcurlAsync("", "list"));
        Assert.Contains("message IngestRequest", await GrpcurlAsync("", "describe", "analytics.v1.IngestRequest"), StringComparison.Ordinal);
        const string Signup = """{"fields":{"type":"signup","id":"1","userId":"bob","time":"2026-01-02T03:04:05Z","properties":{"plan":"pro"}}}""";
        var answer = await GrpcurlAsync("{\"events\":[" + Signup + ",{\"fields\":{\"id\":\"2\"}}]}", "analytics.v1.IngestService/Ingest");
        Assert.Equal(
            """{"accepted":"1","rejected":[{"index":"1","field":"event_type","reason":"missing_field","detail":"an event needs a type"}],"rejected_total":"1"}""",
            JsonSerializer.Serialize(JsonDocument.Parse(answer).RootElement));
        var streamed = await GrpcurlAsync("{\"events\":[" + Signup + "]} {\"events\":[{\"fields\":{\"type\":\"signup\",\"id\":\"3\"}}]}", "analytics.v1.IngestService/IngestStream");
        Assert.Equal("""{"accepted":"1","duplicates":"1"}""", JsonSerializer.Serialize(JsonDocument.Parse(streamed).RootElement));
    }

    private static string Of(JsonElement result, string name) => result.GetProperty(name).GetRawText();

    private async Task<string> GrpcurlAsync(string data, params string[] words)
    {
        string[] input = data.Length > 0 ? ["-H", "x-tenant-id: grpcurl", "-d", data] : [];
        return await ToolProcess.RunAsync(new ProcessStartInfo(GrpcurlFactAttribute.Program!, ["-plaintext", .. input, await _node.CallTargetAsync(), .. words]));
    }
}
