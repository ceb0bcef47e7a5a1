using System.Globalization;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Gateway;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;
using Microsoft.AspNetCore.Mvc;

namespace Analytics.Node.Http.Alerts;

/// <summary>
/// What happens to a tenant's alerts, in order and without gaps from any position: each event's id is its position, and a client that comes back with the last one that it had
/// misses nothing and sees nothing twice. The same over server-sent events and, asked for an upgrade, over a WebSocket (text messages <c>{"id", "change", "alert"}</c>).
/// </summary>
internal static class AlertStream
{
    /// <summary>How often a stream that has nothing to tell says that it lives.</summary>
    public static readonly TimeSpan BetweenPings = TimeSpan.FromSeconds(15);

    private const int MostAtOnce = 200;
    private static readonly StreamPlaces Places = new();

    public static Task<IResult> ServeAsync(
        HttpContext context, string? tenant, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, string? last_event_id, AlertParts alerts, NodeOptions options, TimeProvider time,
        CancellationToken cancellation) => AlertParameters.AskAsync(tenant, async name =>
    {
        var from = lastEventId ?? last_event_id;
        var after = 0L;
        if (from is not null && !long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out after)) return Problems.InvalidParameter("Last-Event-ID", "It is not one that a stream or a list gave out.");
        if (Places.Take(options.Query.MaxLiveStreams) is not { } place) return Problems.TooMany($"At most {options.Query.MaxLiveStreams} live streams at a time (query.max-live-streams).");
        context.Response.RegisterForDispose(place);
        if (from is null) after = await alerts.Book.NewestAsync(name, cancellation);
        var news = NewsAsync(name, after, alerts, options.Query.LiveInterval, time, cancellation);
        if (!context.WebSockets.IsWebSocketRequest) return TypedResults.ServerSentEvents(Events(news));
        await SpeakAsync(context, news, cancellation);
        return Results.Empty;
    });

    /// <summary>What happened after a position, and an empty list from time to time. A store that does not answer is asked again.</summary>
    private static async IAsyncEnumerable<IReadOnlyList<AlertNews>> NewsAsync(
        string tenant, long after, AlertParts alerts, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var spoke = time.GetTimestamp();
        while (true)
        {
            var next = alerts.Signal.Next;
            var news = await ReadAsync(alerts.Book, tenant, after, cancellation);
            if (news.Count > 0) after = news[^1].Change.Position;
            if (news.Count > 0 || time.GetElapsedTime(spoke) >= BetweenPings)
            {
                spoke = time.GetTimestamp();
                yield return news;
            }

            if (news.Count < MostAtOnce) await AlertSignal.WaitAsync(next, interval, time, cancellation);
        }
    }

    private static async Task<IReadOnlyList<AlertNews>> ReadAsync(AlertBook book, string tenant, long after, CancellationToken cancellation)
    {
        try
        {
            return await book.NewsAsync(tenant, after, MostAtOnce, cancellation);
        }
        catch (Exception fault) when (StoreFaults.Explain(fault) is not null)
        {
            return [];
        }
    }

    private static async IAsyncEnumerable<SseItem<string>> Events(IAsyncEnumerable<IReadOnlyList<AlertNews>> pages)
    {
        await foreach (var news in pages)
        {
            if (news.Count == 0) yield return new SseItem<string>("{}", "ping");
            foreach (var one in news) yield return new SseItem<string>(JsonSerializer.Serialize(one, AnswerJson.Options), "alert") { EventId = Id(one) };
        }
    }

    private static async Task SpeakAsync(HttpContext context, IAsyncEnumerable<IReadOnlyList<AlertNews>> pages, CancellationToken cancellation)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var closed = ListenAsync(socket, end);
        try
        {
            await foreach (var news in pages.WithCancellation(end.Token))
                foreach (var one in news)
                {
                    var message = JsonSerializer.SerializeToUtf8Bytes(new { Id = Id(one), one.Change, one.Alert }, AnswerJson.Options);
                    await socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, end.Token);
                }
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // The client is gone, or the node ends.
        }

        await end.CancelAsync();
        await closed;
    }

    /// <summary>Nothing is expected of the client but that it closes.</summary>
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource end)
    {
        try
        {
            var buffer = new byte[256];
            while (await socket.ReceiveAsync(buffer.AsMemory(), end.Token) is { MessageType: not WebSocketMessageType.Close })
            {
                // What it says is not listened to.
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException)
        {
            // It is gone.
        }

        await end.CancelAsync();
    }

    private static string Id(AlertNews news) => news.Change.Position.ToString(CultureInfo.InvariantCulture);
}
