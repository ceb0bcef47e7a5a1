using System.Diagnostics;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Pipeline;
using RabbitMQ.Client;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>
/// Reads one queue. What has been delivered while the log was busy is the next batch; it is acknowledged in one go when it is durable, and never before. What the
/// pipeline refused is durable in the dead letters by then, and goes to the broker's dead-letter exchange. Whatever fails is tried again after a pause that doubles; a message
/// that was not acknowledged comes again, and the id that it came with keeps it from counting twice.
/// </summary>
internal sealed class QueueReader(
    RabbitMqOptions options, RabbitMqQueue queue, RabbitMqConnection connection, MessageEnvelope envelopes, IngestionPipeline pipeline, IngestionOptions limits, TenantQuotas quotas,
    IngestionTelemetry telemetry, TimeProvider time)
{
    private readonly List<QueueMessage> _batch = [];
    private volatile RabbitMqState _state = new(false, time.GetUtcNow(), "connecting");
    private TimeSpan _pause = options.RetryMin;

    /// <summary>How it is.</summary>
    public RabbitMqState State => _state;

    /// <summary>Reads until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception fault)
            {
                Down(fault is RabbitMqException ? fault.Message : Innermost(fault).Message);
                telemetry.QueueLost(queue.Name);
                await PauseAsync(stop);
            }
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        using var ended = new CancellationTokenSource();
        await using var channel = await connection.OpenChannelAsync(stop);
        if (options.DeclareTopology) await RabbitMqTopology.DeclareAsync(channel, options, queue, stop);
        await channel.BasicQosAsync(0, options.Prefetch, global: false, stop);
        var consumer = new QueueConsumer(channel, ended);
        var tag = await channel.BasicConsumeAsync(queue.Name, autoAck: false, consumer, stop);
        Up();
        try
        {
            while (await consumer.Messages.WaitToReadAsync(stop)) await TakeAsync(channel, consumer, ended.Token, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && channel.IsOpen)
        {
            // What is under way was acknowledged; the rest goes back to the queue with the channel.
            await channel.BasicCancelAsync(tag, noWait: true, CancellationToken.None);
            await channel.CloseAsync(CancellationToken.None);
        }
    }

    private async Task TakeAsync(IChannel channel, QueueConsumer consumer, CancellationToken ended, CancellationToken stop)
    {
        Fill(consumer);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, stop);
        try
        {
            // What a channel left behind comes again.
            either.Token.ThrowIfCancellationRequested();
            await AdmitAsync(either.Token);
            var startedAt = Stopwatch.GetTimestamp();
            var rejected = await AppendAsync(either.Token);
            telemetry.QueueBatch(queue.Name, _batch.Count, _batch.Count(message => message.IsRedelivered), rejected.Count, startedAt);
            await AcknowledgeAsync(channel, rejected);
            Up();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // The next look at the queue says why it ended.
        }
    }

    private void Fill(QueueConsumer consumer)
    {
        _batch.Clear();
        var bytes = 0L;
        while (_batch.Count < options.Prefetch && bytes < limits.MaxRequestBytes && consumer.Messages.TryRead(out var message))
        {
            _batch.Add(message);
            bytes += message.Body.Length;
        }
    }

    /// <summary>Holds tenants to their quotas: the queue waits, and through it the publishers' broker.</summary>
    private async Task AdmitAsync(CancellationToken cancellation)
    {
        foreach (var tenant in _batch.GroupBy(message => envelopes.TenantOf(message) ?? limits.Decoding.DefaultTenant))
            while (!quotas.TryTake(tenant.Key, tenant.Count(), tenant.Sum(message => (long)message.Body.Length), out var retryAfter))
                await Task.Delay(retryAfter, time, cancellation);
    }

    /// <summary>Appends the batch, trying as long as the log takes nothing; returns what was refused, by its place in the batch.</summary>
    private async Task<HashSet<int>> AppendAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var set = Frame();
                var result = await pipeline.RunAsync(set, IngestionContext.None);
                pipeline.Return(set);
                return [.. result.Rejected.Select(rejected => rejected.Index)];
            }
            catch (LogUnavailableException fault)
            {
                Down(fault.Message);
                await PauseAsync(cancellation);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    // Every body is one event, whatever its bytes look like.
    private WorkSet Frame()
    {
        var set = pipeline.Rent();
        foreach (var message in _batch) set.Frames.Add(set.Records.Append(message.Body));
        foreach (var message in _batch) set.Envelopes.Add(new FrameEnvelope(set.Records.Append(envelopes.HeadersOf(message)), envelopes.IsProven(message)));
        return set;
    }

    private async Task AcknowledgeAsync(IChannel channel, HashSet<int> rejected)
    {
        foreach (var index in rejected) await channel.BasicNackAsync(_batch[index].Tag, multiple: false, requeue: false);
        var last = _batch.Count - 1;
        while (last >= 0 && rejected.Contains(last)) last--;
        if (last >= 0) await channel.BasicAckAsync(_batch[last].Tag, multiple: true);
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        var pause = _pause;
        _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, options.RetryMax.Ticks));
        await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Up()
    {
        _pause = options.RetryMin;
        if (_state.IsUp) return;
        _state = new RabbitMqState(true, time.GetUtcNow(), $"broker {connection.Broker}");
        options.OnNotice?.Invoke($"queue {queue.Name} is read from {connection.Broker}");
    }

    private void Down(string why)
    {
        var detail = $"queue {queue.Name}: {why}";
        var isNew = _state.IsUp || _state.Detail != detail;
        _state = new RabbitMqState(false, _state.IsUp ? time.GetUtcNow() : _state.Since, detail);
        if (isNew) options.OnNotice?.Invoke(detail);
    }

    private static Exception Innermost(Exception fault) => fault.InnerException is { } inner ? Innermost(inner) : fault;
}
