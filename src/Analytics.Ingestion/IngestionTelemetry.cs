using System.Diagnostics;
using System.Diagnostics.Metrics;
using Analytics.Contracts.Decoding;
using Analytics.Ingestion.Pipeline;

namespace Analytics.Ingestion;

/// <summary>Every name that this stage reports under. received = accepted + duplicates + rejected, for each request that was answered 202.</summary>
public sealed class IngestionTelemetry : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Analytics.Ingestion";

    /// <summary>Tag of <c>analytics.events.rejected</c>.</summary>
    public const string ReasonTag = "analytics.rejection.reason";

    /// <summary>Tag with the name of a queue of RabbitMQ.</summary>
    public const string QueueTag = "messaging.destination.name";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _received;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _refusedRequests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _redelivered;
    private readonly Counter<long> _deadLettered;
    private readonly Counter<long> _queueLosses;
    private readonly Histogram<double> _queueDuration;

    /// <summary>Makes the instruments.</summary>
    public IngestionTelemetry()
    {
        _received = _meter.CreateCounter<long>("analytics.events.received", "{event}", "Events found in requests.");
        _accepted = _meter.CreateCounter<long>("analytics.events.accepted", "{event}", "Events that are durable in the log.");
        _duplicates = _meter.CreateCounter<long>("analytics.events.duplicates", "{event}", "Events that the log had already.");
        _rejected = _meter.CreateCounter<long>("analytics.events.rejected", "{event}", "Events that went to the dead letters, by stage and reason.");
        _refusedRequests = _meter.CreateCounter<long>("analytics.ingestion.requests.refused", "{request}", "Requests refused as a whole, by status.");
        _duration = _meter.CreateHistogram<double>("analytics.ingestion.request.duration", "s", "From the first byte of a request to its answer.");
        _messages = _meter.CreateCounter<long>("analytics.rabbitmq.messages", "{message}", "Messages taken from RabbitMQ: durable in the log or in the dead letters, by queue.");
        _redelivered = _meter.CreateCounter<long>("analytics.rabbitmq.redelivered", "{message}", "Of those, messages that the broker had delivered before.");
        _deadLettered = _meter.CreateCounter<long>("analytics.rabbitmq.dead_lettered", "{message}", "Of those, messages that were refused and went to the dead-letter exchange.");
        _queueLosses = _meter.CreateCounter<long>("analytics.rabbitmq.interruptions", "{interruption}", "How often a queue could not be read any more, or again, by queue.");
        _queueDuration = _meter.CreateHistogram<double>("analytics.rabbitmq.batch.duration", "s", "From the first byte of a batch of messages to its acknowledgement.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Record(in IngestionResult result)
    {
        _received.Add(result.Framed);
        _accepted.Add(result.Accepted);
        if (result.Duplicates > 0) _duplicates.Add(result.Duplicates);
        for (var i = 0; i < result.Rejected.Count; i++)
        {
            _rejected.Add(
                1, new KeyValuePair<string, object?>("analytics.stage", "ingestion"), new KeyValuePair<string, object?>(ReasonTag, result.Rejected[i].Reason.Name()));
        }
    }

    internal void Refused(int status) => _refusedRequests.Add(1, new KeyValuePair<string, object?>("http.response.status_code", status));

    internal void Refused(Grpc.GrpcCode code) => _refusedRequests.Add(1, new KeyValuePair<string, object?>("rpc.grpc.status_code", (int)code));

    internal void QueueBatch(string queue, int messages, int redelivered, int rejected, long startedAt)
    {
        var tag = new KeyValuePair<string, object?>(QueueTag, queue);
        _messages.Add(messages, tag);
        if (redelivered > 0) _redelivered.Add(redelivered, tag);
        if (rejected > 0) _deadLettered.Add(rejected, tag);
        _queueDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, tag);
    }

    internal void QueueLost(string queue) => _queueLosses.Add(1, new KeyValuePair<string, object?>(QueueTag, queue));

    internal void Answered(long startedAt) => _duration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
}
