using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Contracts.Log;
using Analytics.Contracts.Tenants;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.DeadLetters;
using Analytics.Ingestion.Grpc;
using Analytics.Ingestion.Http;
using Analytics.Ingestion.Pipeline;
using Analytics.Log.Segments;
using Analytics.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Ingestion.Tests.Http;

/// <summary>Kestrel on a free port before a real segment log in a folder of its own.</summary>
internal sealed class IngestionNode : IAsyncDisposable
{
    public const int Partitions = 2;
    private readonly WebApplication _app;
    private readonly TemporaryFolder? _ownFolder;

    private IngestionNode(WebApplication app, SegmentLog log, TemporaryFolder? ownFolder)
    {
        _app = app;
        Log = log;
        _ownFolder = ownFolder;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Client = new HttpClient { BaseAddress = new Uri(addresses.First()) };
        Calls = new HttpClient { BaseAddress = new Uri(addresses.Last()), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public SegmentLog Log { get; }

    public HttpClient Client { get; }

    /// <summary>Speaks HTTP/2 from the first byte, as gRPC clients do.</summary>
    public HttpClient Calls { get; }

    public DeadLetterBox DeadLetters => _app.Services.GetRequiredService<DeadLetterBox>();

    public IIngestion Ingestion => _app.Services.GetRequiredService<IIngestion>();

    public static async Task<IngestionNode> StartAsync(IngestionOptions? options = null, string? folder = null, Func<SegmentLogOptions, SegmentLogOptions>? change = null)
    {
        var own = folder is null ? new TemporaryFolder() : null;
        TopicDescription[] topics =
            [new("raw_events", Partitions), new("inventory_updates", Partitions), new("raw_events.dlq", 1), new("inventory_updates.dlq", 1)];
        var settings = new SegmentLogOptions { Directory = Path.Combine(folder ?? own!.Path, "log"), Topics = topics, MinimumFreeBytes = 0 };
        var log = SegmentLog.Open(change is null ? settings : change(settings), TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton<ILog>(log);
        builder.Services.AddSingleton<ITenantDirectory>(new FixedTenants());
        builder.Services.AddIngestion(options ?? new IngestionOptions { KeySeed = 7 });
        var app = builder.Build();
        IngestionEndpoints.Map(app);
        GrpcEndpoints.Map(app);
        await app.StartAsync();
        return new IngestionNode(app, log, own);
    }

    /// <summary>Sends a body and returns status and answer.</summary>
    public async Task<(int Status, JsonElement Answer, HttpResponseMessage Response)> PostAsync(
        string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            if (name.StartsWith("Content-", StringComparison.Ordinal)) request.Content.Headers.TryAddWithoutValidation(name, value);
            else request.Headers.TryAddWithoutValidation(name, value);
        var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement, response);
    }

    public Task<(int Status, JsonElement Answer, HttpResponseMessage Response)> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        PostAsync(path, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Every record of a topic: headers by name, key and value.</summary>
    public List<(Dictionary<string, string> Headers, string Key, string Value)> Records(string topic)
    {
        var records = new List<(Dictionary<string, string>, string, string)>();
        foreach (var description in Log.Topics.Where(t => t.Name == topic))
            for (var partition = 0; partition < description.Partitions; partition++)
                Read(Log.Partition(topic, partition), records);
        return records;
    }

    /// <summary>Waits until so many bytes of requests are in memory.</summary>
    public async Task InFlightAsync(long bytes)
    {
        while (_app.Services.GetRequiredService<InFlightGate>().Bytes != bytes) await Task.Yield();
    }

    /// <summary>Asks the server to stop, as SIGTERM does, and waits for it.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Calls.Dispose();
        await _app.DisposeAsync();
        await Log.DisposeAsync();
        _ownFolder?.Dispose();
    }

    private static void Read(ILogPartition partition, List<(Dictionary<string, string> Headers, string Key, string Value)> records)
    {
        var batch = new RecordBatch();
        using var reader = partition.OpenReader(partition.StartOffset);
        while (reader.Read(batch, 1000, 1 << 20) > 0)
        {
            foreach (var record in batch.Records.ToArray())
            {
                var headers = new Dictionary<string, string>();
                var rest = batch.Bytes(record.Headers);
                while (RecordHeaders.TryReadNext(ref rest, out var name, out var value)) headers[Encoding.ASCII.GetString(name)] = Encoding.UTF8.GetString(value);
                records.Add((headers, Encoding.UTF8.GetString(batch.Bytes(record.Key)), Encoding.UTF8.GetString(batch.Bytes(record.Value))));
            }
        }
    }
}
