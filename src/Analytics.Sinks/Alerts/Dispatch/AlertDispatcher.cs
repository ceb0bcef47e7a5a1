using System.Diagnostics;
using Analytics.Contracts.Stores;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Sinks.Alerts.Routing;
using Analytics.Sinks.Postgres;
using Npgsql;

namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>
/// Sends messages about alerts: one node of all that share the database, the others wait for their turn. At least once with one id a message: it is written as being sent before it
/// is sent, and as sent after; what was under way when a node died is sent again by the next, under the same id and with the same contents.
/// </summary>
public sealed class AlertDispatcher : IAsyncDisposable
{
    private static readonly TimeSpan BetweenForgetting = TimeSpan.FromMinutes(10);
    private readonly PostgresConnection _postgres;
    private readonly AlertRouting _routing;
    private readonly AlertSignal _signal;
    private readonly DeliveryLedger _ledger;
    private readonly DispatchOptions _options;
    private readonly TimeProvider _time;
    private readonly List<ChannelPost> _posts;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private volatile IReadOnlyList<ChannelState>? _seenElsewhere;

    /// <summary>Prepares it; nothing is sent before <see cref="Start"/>.</summary>
    /// <param name="postgres">The way to the database.</param>
    /// <param name="routing">Where alerts go.</param>
    /// <param name="channels">The channels; ended with the dispatcher.</param>
    /// <param name="signal">Wakes it.</param>
    /// <param name="ledger">Where tests are written down.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">The present.</param>
    public AlertDispatcher(
        PostgresConnection postgres, AlertRouting routing, IReadOnlyList<IAlertChannel> channels, AlertSignal signal, DeliveryLedger ledger, DispatchOptions options, TimeProvider time)
    {
        (_postgres, _routing, _signal, _ledger, _options, _time) = (postgres, routing, signal, ledger, options, time);
        _posts = [.. channels.Select(channel => new ChannelPost(channel, options, time))];
    }

    /// <summary>How the channels are, as the node that sends sees them.</summary>
    public IReadOnlyList<ChannelState> Channels => _seenElsewhere ?? [.. _posts.Select(post => post.State)];

    /// <summary>Begins to send, or to wait for its turn.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Sends a test message through a channel, at once and once, and writes it down; null when there is no such channel.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL does not answer; whether the message was sent is then not told.</exception>
    public async Task<TestOutcome?> TestAsync(string name, string tenant, CancellationToken cancellation)
    {
        if (_posts.FirstOrDefault(post => post.Channel.Name == name) is not { } post) return null;
        var message = AlertMessage.Test(name, tenant, _time.GetUtcNow());
        var payload = post.Channel.Compose(message);
        var started = Stopwatch.GetTimestamp();
        var error = default(string);
        try
        {
            await post.SendAsync(message.Id, payload);
        }
        catch (DeliveryException fault)
        {
            error = fault.Message;
        }

        await _ledger.RecordTestAsync(message.Id, name, tenant, message.At, error, payload, cancellation);
        return new TestOutcome(message.Id, error is null, error, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Ends it. A try that is under way gets the time that it has.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        foreach (var post in _posts) post.Channel.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var connection = await _postgres.OpenAsync(_stop.Token);
                if (await DispatchTenure.TryBeginAsync(connection, _routing, _time, _stop.Token) is { } tenure) await LeadAsync(tenure);
                else _seenElsewhere = await ReadStatesAsync(_stop.Token);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
            {
                if (fault is not StoreUnavailableException) _options.OnNotice("Sending is interrupted: " + fault.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await Task.Delay(_options.PollInterval, _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Sends until the node ends or the connection is lost; the first loop that fails ends the others.</summary>
    private async Task LeadAsync(DispatchTenure tenure)
    {
        await using var held = tenure;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _seenElsewhere = null;
        List<Task> loops = [ForgetAsync(tenure, end.Token), .. _posts.Select(post => ServeAsync(post, tenure, end.Token))];
        var first = await Task.WhenAny(loops);
        await end.CancelAsync();
        await Task.WhenAll(loops).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    private async Task ServeAsync(ChannelPost post, DispatchTenure tenure, CancellationToken end)
    {
        var told = default(ChannelState);
        while (true)
        {
            end.ThrowIfCancellationRequested();
            var next = _signal.Next;
            var claimed = post.TryPass() ? await ClaimAsync(post, tenure, end) : null;
            if (claimed is null) await AlertSignal.WaitAsync(next, _options.PollInterval, _time, end);
            else await SendAsync(post, claimed, tenure);
            if (post.State is { Since: not null } state && state != told) await tenure.ReportAsync(told = state, CancellationToken.None);
        }
    }

    private static async Task<ClaimedDelivery?> ClaimAsync(ChannelPost post, DispatchTenure tenure, CancellationToken end)
    {
        ClaimedDelivery? claimed = null;
        try
        {
            return claimed = await tenure.ClaimAsync(post.Channel, end);
        }
        finally
        {
            if (claimed is null) post.NothingToSend();
        }
    }

    private async Task SendAsync(ChannelPost post, ClaimedDelivery delivery, DispatchTenure tenure)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await post.SendAsync(delivery.Id, delivery.Payload);
        }
        catch (DeliveryException fault)
        {
            var now = _time.GetUtcNow();
            DateTimeOffset? again = now - delivery.FirstTriedAt < _options.RetryFor ? now + _options.WaitAfter(delivery.Attempts, fault.RetryAfter) : null;
            if (delivery.Attempts == 1 || again is null)
                _options.OnNotice($"The channel {post.Channel.Name} did not take {delivery.Id}: {fault.Message}; it is {(again is null ? "given up" : "tried again")}");
            await tenure.NotSentAsync(delivery, again, fault.Message, CancellationToken.None);
            AlertTelemetry.Tried(post.Channel.Name, again is null ? "failed" : "retried", Stopwatch.GetElapsedTime(started).TotalSeconds);
            return;
        }

        await tenure.SentAsync(post.Channel.Name, delivery, CancellationToken.None);
        AlertTelemetry.Tried(post.Channel.Name, "sent", Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private async Task ForgetAsync(DispatchTenure tenure, CancellationToken end)
    {
        while (true)
        {
            await tenure.ForgetAsync(_time.GetUtcNow() - _options.Retention, end);
            await Task.Delay(BetweenForgetting, _time, end);
        }
    }

    private async Task<IReadOnlyList<ChannelState>> ReadStatesAsync(CancellationToken cancellation)
    {
        await using var connection = await _postgres.OpenAsync(cancellation);
        var seen = await AlertSql.QueryAsync(
            connection, DispatchSql.Channels, reader => (Name: reader.GetString(0), IsUp: reader.GetBoolean(1), Since: reader.GetDateTime(2), Error: AlertSql.TextOrNull(reader, 3)), cancellation);
        return [.. _posts.Select(post => seen.FirstOrDefault(one => one.Name == post.Channel.Name) is { Name: not null } found
            ? new ChannelState(found.Name, post.Channel.Kind, found.IsUp, found.Since, found.Error)
            : new ChannelState(post.Channel.Name, post.Channel.Kind, true, null, null))];
    }
}
