using Analytics.Ingestion.Admission;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion.RabbitMq;

/// <summary>
/// Events from queues of RabbitMQ, at least once from there and once in the answers: a message is acknowledged when the log has it durably, and its id (<c>message-id</c>, or the event's
/// own) is the event's. A message is one event. Each queue is read by itself; they share a connection.
/// </summary>
public sealed class RabbitMqSource : IAsyncDisposable
{
    private readonly RabbitMqConnection _connection;
    private readonly List<QueueReader> _readers;
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>Nothing happens before <see cref="Start"/>.</summary>
    public RabbitMqSource(
        RabbitMqOptions options, IngestionPipeline pipeline, IngestionOptions limits, WriteKeyDirectory keys, TenantQuotas quotas, IngestionTelemetry telemetry, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(limits);
        _connection = new RabbitMqConnection(options);
        var envelopes = new MessageEnvelope(options, limits.Admission.WriteKeyHeader, keys);
        _readers = [.. options.Queues.Select(queue => new QueueReader(options, queue, _connection, envelopes, pipeline, limits, quotas, telemetry, time))];
    }

    /// <summary>How it is: as the worst queue.</summary>
    public RabbitMqState State => _readers.Select(reader => reader.State).OrderBy(state => state.IsUp).ThenBy(state => state.Since).First();

    /// <summary>Begins to read; returns at once. A broker that is away is waited for.</summary>
    public void Start() => _reading = Task.WhenAll(_readers.Select(reader => Task.Run(() => reader.RunAsync(_stop.Token))));

    /// <summary>Ends reading: what is being written is still acknowledged, the rest goes back to its queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        await _connection.DisposeAsync();
        _stop.Dispose();
    }
}
