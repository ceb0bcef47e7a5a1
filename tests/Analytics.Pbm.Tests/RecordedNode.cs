using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Pbm.Tests;

/// <summary>A web server on a free port that answers with what a test recorded for a path, and keeps what it was asked.</summary>
internal sealed class RecordedNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<Asked, (int Status, string Body)>> _answers = new();

    private RecordedNode(WebApplication app) => _app = app;

    public sealed record Asked(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);

    public ConcurrentQueue<Asked> All { get; } = new();

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<RecordedNode> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var node = new RecordedNode(builder.Build());
        node._app.Run(node.AnswerAsync);
        await node._app.StartAsync();
        return node;
    }

    public RecordedNode On(string path, string body, int status = 200) => On(path, _ => (status, body));

    public RecordedNode On(string path, Func<Asked, (int Status, string Body)> answer)
    {
        _answers[path] = answer;
        return this;
    }

    public string Target => new Uri(Url).Authority;

    public async Task<Run> LoadAsync(params string[] arguments) => await Run.Of(["load", .. arguments, "--url", Url]);

    public async Task<Run> RunAsync(params string[] words) => await Run.Of([Target, .. words]);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(body, Encoding.UTF8);
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var asked = new Asked(request.Method, request.Path.Value!, request.QueryString.Value ?? "", headers, await reader.ReadToEndAsync());
        All.Enqueue(asked);
        var (status, text) = _answers.TryGetValue(asked.Path, out var answer) ? answer(asked) : (404, """{"title":"Not Found","status":404}""");
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 300 ? "application/json" : "application/problem+json";
        if (status == 429) context.Response.Headers.RetryAfter = "0";
        await context.Response.WriteAsync(text);
    }
}
