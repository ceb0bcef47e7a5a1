using System.Buffers;
using System.Net.Http.Headers;
using Analytics.Node.Configuration;

namespace Analytics.Node.Demo;

/// <summary>Sends the demo traffic to the node's own HTTP door, as any producer would, a little at a time.</summary>
/// <param name="address">Where the node listens.</param>
/// <param name="options">Tenant and rate.</param>
/// <param name="time">Clock of the traffic.</param>
/// <param name="log">Says when the door refuses.</param>
internal sealed class DemoProducer(Uri address, DemoOptions options, TimeProvider time, ILogger<DemoProducer> log) : IAsyncDisposable
{
    // By then the start has said all it has to say, and this is the last line.
    private const int SentUntilSaid = 10;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;

    /// <summary>Begins to send; returns at once.</summary>
    public void Start() => _sending = SendAsync(_stop.Token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
    }

    private async Task SendAsync(CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add("X-Tenant-Id", options.Tenant);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var traffic = new DemoTraffic(options.Seed, options.EventsPerSecond, now);
        var events = new ArrayBufferWriter<byte>(1 << 16);
        var sent = 0;
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                // What was refused stays in the buffer and goes again with the next: ids keep it from counting twice.
                traffic.WriteUntil(time.GetUtcNow().ToUnixTimeMilliseconds(), events);
                if (events.WrittenCount == 0 || !await TrySendAsync(client, events.WrittenMemory, stop)) continue;
                events.ResetWrittenCount();
                if (++sent == SentUntilSaid) NodeLog.DemoRuns(log, address.GetLeftPart(UriPartial.Authority), options.Tenant);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> TrySendAsync(HttpClient client, ReadOnlyMemory<byte> events, CancellationToken stop)
    {
        using var content = new ReadOnlyMemoryContent(events);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        try
        {
            using var answer = await client.PostAsync(new Uri("/api/v1/events", UriKind.Relative), content, stop);
            if (answer.IsSuccessStatusCode) return true;
            NodeLog.DemoRefused(log, (int)answer.StatusCode);
            return (int)answer.StatusCode is 400 or 413;
        }
        catch (HttpRequestException fault)
        {
            NodeLog.DemoUnreachable(log, fault.Message);
            return false;
        }
    }
}
