using System.Diagnostics;
using System.Runtime.InteropServices;
using Analytics.Contracts.Sinks;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Kafka;

/// <summary>
/// One membership of a consumer group. Partitions it is given are paused at once. A change is told first and acknowledged to the group only after the listener
/// returned, so that nobody else is given what is not released yet. One thread.
/// </summary>
internal sealed unsafe class KafkaMember : IDisposable
{
    private const long OffsetEnd = -1;
    private readonly KafkaClient _client;
    private readonly nint _queue;
    private readonly Action<string>? _notice;

    public KafkaMember(KafkaLogOptions log, KafkaGroupOptions options)
    {
        _notice = log.OnNotice;
        _client = KafkaClient.Create(RdKafka.Consumer, log, KafkaProperties.Member(options), RdKafka.EventRebalance | RdKafka.EventError | RdKafka.EventCommit);
        _ = RdKafka.PollSetConsumer(_client.Handle);
        _queue = RdKafka.QueueConsumer(_client.Handle);
        var topics = RdKafka.PartitionsNew(options.Topics.Count);
        foreach (var topic in options.Topics) RdKafka.PartitionsAdd(topics, topic, -1);
        var error = RdKafka.Subscribe(_client.Handle, topics);
        RdKafka.PartitionsDestroy(topics);
        if (error == 0) return;
        Dispose();
        throw new KafkaSetupException($"kafka.group: {RdKafka.Text(error)}");
    }

    /// <summary>Why the group will never take this membership back; null while it goes on.</summary>
    public string? Fatal { get; private set; }

    /// <summary>Waits a moment for changes and passes them on.</summary>
    public void Poll(TimeSpan patience, Action<KafkaMember, KafkaRebalance> changed)
    {
        var happening = RdKafka.QueuePoll(_queue, (int)patience.TotalMilliseconds);
        if (happening == 0) return;
        try
        {
            var type = RdKafka.EventType(happening);
            if (type == RdKafka.EventRebalance) Rebalance(happening, changed);
            else if (type == RdKafka.EventError) Complain(happening);
        }
        finally
        {
            RdKafka.EventDestroy(happening);
        }
    }

    /// <summary>Commits positions without waiting. What fails is left: it tells lag tools only.</summary>
    public void Commit(IReadOnlyCollection<(ShardId Shard, long Offset)> positions)
    {
        if (positions.Count == 0) return;
        var list = RdKafka.PartitionsNew(positions.Count);
        foreach (var (shard, offset) in positions) RdKafka.PartitionsAdd(list, shard.Topic, shard.Partition)->Offset = offset;
        _ = RdKafka.Commit(_client.Handle, list, isAsync: 1);
        RdKafka.PartitionsDestroy(list);
    }

    /// <summary>Gives everything back and leaves; without the group's answer after a while.</summary>
    public void Leave(TimeSpan patience, Action<KafkaMember, KafkaRebalance> changed)
    {
        var started = Stopwatch.GetTimestamp();
        var error = RdKafka.ConsumerClose(_client.Handle, _queue);
        if (error != 0)
        {
            _notice?.Invoke($"Leaving the group: {RdKafka.TakeText(error)}");
            return;
        }

        while (RdKafka.ConsumerClosed(_client.Handle) == 0 && Stopwatch.GetElapsedTime(started) < patience) Poll(TimeSpan.FromMilliseconds(100), changed);
    }

    public void Dispose()
    {
        RdKafka.QueueDestroy(_queue);
        _client.Dispose();
    }

    private void Rebalance(nint happening, Action<KafkaMember, KafkaRebalance> changed)
    {
        var partitions = RdKafka.EventPartitions(happening);
        var shards = new List<ShardId>(partitions->Count);
        foreach (ref var partition in partitions->Span)
        {
            // From the end and paused: nothing is fetched, and no committed offset is asked for.
            partition.Offset = OffsetEnd;
            shards.Add(new ShardId(Marshal.PtrToStringUTF8((nint)partition.Topic)!, partition.Partition));
        }

        if (RdKafka.EventErrorCode(happening) == KafkaErrorCode.AssignPartitions)
        {
            Require(RdKafka.IncrementalAssign(_client.Handle, partitions));
            if (shards.Count > 0) _ = RdKafka.Pause(_client.Handle, partitions);
            // To be given nothing is news, too.
            changed(this, new KafkaRebalance(KafkaRebalanceKind.Assigned, shards));
            return;
        }

        var kind = RdKafka.AssignmentLost(_client.Handle) != 0 ? KafkaRebalanceKind.Lost : KafkaRebalanceKind.Revoked;
        if (shards.Count > 0) changed(this, new KafkaRebalance(kind, shards));
        Require(RdKafka.IncrementalUnassign(_client.Handle, partitions));
    }

    private void Require(nint error)
    {
        if (error != 0) Fatal ??= RdKafka.TakeText(error);
    }

    private void Complain(nint happening)
    {
        var text = Marshal.PtrToStringUTF8(RdKafka.EventErrorString(happening)) ?? "";
        if (RdKafka.EventErrorIsFatal(happening) != 0) Fatal ??= text;
        else _notice?.Invoke($"Consumer group: {text}");
    }
}
