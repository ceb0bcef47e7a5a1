using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.Testing;

/// <summary>A real server of somebody who subscribes: takes POST on any path, keeps what it got, and answers as it is told.</summary>
public sealed class MessageReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Channel<ReceivedMessage> _waiting = Channel.CreateUnbounded<ReceivedMessage>();
    private readonly ConcurrentQueue<ReceivedMessage> _all = new();
    private readonly CancellationTokenSource _end = new();
    private readonly WebApplication _app;

    private MessageReceiver(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Everything that it got.</summary>
    public IReadOnlyList<ReceivedMessage> All => [.. _all];

    /// <summary>What it does with a request after it kept it: the status, 0 to hang up, or a negative number to never answer. Default 200.</summary>
    public Func<ReceivedMessage, int> Answer { get; set; } = _ => 200;

    /// <summary>Starts one on a free port.</summary>
    public static async Task<MessageReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var receiver = new MessageReceiver(app);
        app.MapPost("/{**path}", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>The next message; fails when none comes.</summary>
    public async Task<ReceivedMessage> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _waiting.Reader.ReadAsync(patience.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var message = new ReceivedMessage(
            context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), await reader.ReadToEndAsync());
        var status = Answer(message);
        _all.Enqueue(message);
        _waiting.Writer.TryWrite(message);
        if (status < 0) await Task.Delay(Timeout.Infinite, _end.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (status <= 0) context.Abort();
        else context.Response.StatusCode = status;
        if (status is >= 300 and < 400) context.Response.Headers.Location = "/elsewhere";
    }
}
