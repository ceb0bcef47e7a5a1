using System.Diagnostics;
using System.Runtime.InteropServices;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka.Native;

namespace Analytics.Log.Kafka;

/// <summary>
/// Questions to the cluster that wait for their answer: topics and offsets. They have a client of their own, because a broker answers one connection's
/// requests in order and a fetch may wait for records. An error is always an exception, never a missing offset.
/// </summary>
internal sealed unsafe class KafkaQueries : IDisposable
{
    public const long Earliest = -2;
    public const long Latest = -1;
    private const long NoOffset = -1001;
    private const int MessageSize = 512;
    private const int FirstPause = 10;
    private const int LongestPause = 500;

    // How long one leader is waited for before the others are asked who leads now.
    private const int LongestForLeader = 2_000;
    private readonly KafkaLogOptions _options;
    private readonly KafkaClient _client;
    private readonly ManualResetEventSlim _ending = new();

    public KafkaQueries(KafkaLogOptions options)
    {
        _options = options;
        _client = KafkaClient.Create(RdKafka.Consumer, options, KafkaProperties.Queries());
    }

    private int Timeout => (int)_options.RequestTimeout.TotalMilliseconds;

    /// <summary>The topics of the options with the partitions that they have; those that do not exist are left out.</summary>
    /// <exception cref="LogUnavailableException">The cluster does not answer, or refuses a topic.</exception>
    public List<TopicDescription> Topics()
    {
        var found = new List<TopicDescription>();
        foreach (var topic in _options.Topics)
            if (PartitionsOf(topic.Name, Timeout) is { } partitions) found.Add(new TopicDescription(topic.Name, partitions));
        return found;
    }

    /// <summary>Creates topics; one that another node created meanwhile is fine.</summary>
    /// <exception cref="LogUnavailableException">The cluster does not answer or refuses.</exception>
    public void Create(IReadOnlyList<KafkaTopic> topics)
    {
        var handles = new nint[topics.Count];
        try
        {
            for (var i = 0; i < handles.Length; i++) handles[i] = NewTopic(topics[i]);
            fixed (nint* pointer = handles)
            {
                var all = pointer;
                if (!Ask(RdKafka.AdminCreateTopics, "Creating topics", Timeout, (options, queue) => RdKafka.CreateTopics(_client.Handle, all, (nuint)handles.Length, options, queue), RequireCreated)) throw new LogUnavailableException($"Creating topics: Kafka at {_options.Brokers} did not answer within {_options.RequestTimeout}.");
            }
        }
        finally
        {
            foreach (var handle in handles)
                if (handle != 0) RdKafka.NewTopicDestroy(handle);
        }
    }

    /// <summary>
    /// One offset for each partition: the first, the one after the last, or the first at or after a time (milliseconds); -1 when there is none at that time. While a
    /// partition changes its leader the question is asked again.
    /// </summary>
    /// <exception cref="LogUnavailableException">The offset of a partition could not be had.</exception>
    public void Offsets(IReadOnlyList<KafkaPartition> partitions, long wanted, Action<KafkaPartition, long> found)
    {
        var started = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; AskOffsets(partitions, wanted, found) is { } failure; pause = Math.Min(2 * pause, LongestPause))
        {
            if (!KafkaErrorCode.IsPassing(failure.Error) || Stopwatch.GetElapsedTime(started) > _options.RequestTimeout)
                throw new LogUnavailableException($"The offset of {failure.Topic}-{failure.Partition} could not be had: {RdKafka.Text(failure.Error)}.");
            LearnLeaders(failure.Topic);
            if (_ending.Wait(pause)) throw new LogUnavailableException($"The offset of {failure.Topic}-{failure.Partition} is not known yet, and the log is being closed.");
        }
    }

    /// <summary>
    /// The library asks again in the name of the leader that it knows, and what it knows stays for minutes: a leader that came back with a higher epoch refuses it for as long
    /// (librdkafka issue 4620).
    /// </summary>
    private void LearnLeaders(string topic)
    {
        try
        {
            _ = PartitionsOf(topic, Math.Min(Timeout, LongestForLeader));
        }
        catch (LogUnavailableException)
        {
            // The question itself is asked again, and says what is wrong.
        }
    }

    /// <summary>A group; null when its coordinator does not know it.</summary>
    /// <exception cref="LogUnavailableException">The brokers do not answer.</exception>
    public KafkaGroupState? Group(string name)
    {
        NativeGroups* groups = null;
        try
        {
            var error = RdKafka.ListGroups(_client.Handle, name, &groups, Timeout);
            for (var i = 0; groups != null && i < groups->Count; i++)
            {
                ref var group = ref groups->Groups[i];
                if (group.Error != 0 || Text(group.Name) != name) continue;
                return new KafkaGroupState(name, $"{Text(group.BrokerHost)}:{group.BrokerPort} (id {group.BrokerId})", Text(group.State), Text(group.Protocol), group.MemberCount);
            }

            return error == 0 ? null : throw new LogUnavailableException($"Kafka at {_options.Brokers} does not tell the group {name}: {RdKafka.Text(error)}.");
        }
        finally
        {
            if (groups != null) RdKafka.GroupsDestroy(groups);
        }
    }

    /// <summary>Whoever still asks again gives up: nobody waits for brokers that are gone to close what was open to them. Any thread.</summary>
    public void End() => _ending.Set();

    public void Dispose()
    {
        _client.Dispose();
        _ending.Dispose();
    }

    private static string Text(nint text) => Marshal.PtrToStringUTF8(text) ?? "";

    private int? PartitionsOf(string name, int patience)
    {
        var topic = RdKafka.TopicNew(_client.Handle, name, 0);
        NativeMetadata* metadata = null;
        try
        {
            var error = RdKafka.Metadata(_client.Handle, 0, topic, &metadata, patience);
            if (error != 0) throw new LogUnavailableException($"Kafka at {_options.Brokers} does not answer: {RdKafka.Text(error)}.");
            if (metadata->TopicCount == 0 || metadata->Topics[0].Error == KafkaErrorCode.UnknownTopicOrPartition) return null;
            if (metadata->Topics[0].Error != 0) throw new LogUnavailableException($"Kafka's topic {name} cannot be used: {RdKafka.Text(metadata->Topics[0].Error)}.");
            return metadata->Topics[0].PartitionCount;
        }
        finally
        {
            if (metadata != null) RdKafka.MetadataDestroy(metadata);
            RdKafka.TopicDestroy(topic);
        }
    }

    private static nint NewTopic(KafkaTopic topic)
    {
        var message = stackalloc byte[MessageSize];
        var handle = RdKafka.NewTopic(topic.Name, topic.Partitions, topic.Replication, message, MessageSize);
        if (handle == 0) throw new KafkaSetupException($"kafka: topic {topic.Name}: {Marshal.PtrToStringUTF8((nint)message)}");
        foreach (var (name, value) in topic.Configuration) RdKafka.NewTopicConfig(handle, name, value);
        return handle;
    }

    /// <summary>False when nobody answered in time (milliseconds).</summary>
    private bool Ask(int operation, string doing, int patience, Action<nint, nint> send, Action<nint> take)
    {
        var options = RdKafka.AdminOptionsNew(_client.Handle, operation);
        var queue = RdKafka.QueueNew(_client.Handle);
        nint happening = 0;
        try
        {
            _ = RdKafka.AdminOptionsTimeout(options, patience, null, 0);
            if (operation == RdKafka.AdminListOffsets) RdKafka.AdminOptionsIsolation(options, _options.ReadCommitted ? 1 : 0);
            send(options, queue);
            happening = RdKafka.QueuePoll(queue, patience + 1000);
            if (happening == 0 || RdKafka.EventErrorCode(happening) == KafkaErrorCode.TimedOut) return false;
            if (RdKafka.EventErrorCode(happening) != 0) throw new LogUnavailableException($"{doing}: {Marshal.PtrToStringUTF8(RdKafka.EventErrorString(happening))}.");
            take(happening);
            return true;
        }
        finally
        {
            if (happening != 0) RdKafka.EventDestroy(happening);
            RdKafka.QueueDestroy(queue);
            RdKafka.AdminOptionsDestroy(options);
        }
    }

    private static void RequireCreated(nint happening)
    {
        nuint count;
        var results = RdKafka.CreatedTopics(RdKafka.CreateTopicsResult(happening), &count);
        for (nuint i = 0; i < count; i++)
        {
            if (RdKafka.TopicResultError(results[i]) is 0 or KafkaErrorCode.TopicAlreadyExists) continue;
            throw new LogUnavailableException(
                $"Kafka did not create the topic {Marshal.PtrToStringUTF8(RdKafka.TopicResultName(results[i]))}: {Marshal.PtrToStringUTF8(RdKafka.TopicResultErrorString(results[i]))}");
        }
    }

    private (string Topic, int Partition, int Error)? AskOffsets(IReadOnlyList<KafkaPartition> partitions, long wanted, Action<KafkaPartition, long> found)
    {
        var list = RdKafka.PartitionsNew(partitions.Count);
        try
        {
            foreach (var partition in partitions) RdKafka.PartitionsAdd(list, partition.Topic, partition.Index)->Offset = wanted;
            var byName = partitions.ToDictionary(p => (p.Topic, p.Index));
            (string, int, int)? failure = null;
            var answered = Ask(
                RdKafka.AdminListOffsets,
                "Asking for offsets",
                Math.Min(Timeout, LongestForLeader),
                (options, queue) => RdKafka.ListOffsets(_client.Handle, list, options, queue),
                happening => failure = Take(happening, byName, found));
            return answered ? failure : (partitions[0].Topic, partitions[0].Index, KafkaErrorCode.TimedOut);
        }
        finally
        {
            RdKafka.PartitionsDestroy(list);
        }
    }

    private static (string Topic, int Partition, int Error)? Take(nint happening, Dictionary<(string, int), KafkaPartition> partitions, Action<KafkaPartition, long> found)
    {
        nuint count;
        (string, int, int)? failure = null;
        var results = RdKafka.ListedOffsets(RdKafka.ListOffsetsResult(happening), &count);
        for (nuint i = 0; i < count; i++)
        {
            var listed = RdKafka.ListedOffset(results[i]);
            var name = Marshal.PtrToStringUTF8((nint)listed->Topic)!;
            // What a leader did not answer in time comes without an error, and without an offset.
            var error = listed->Error == 0 && listed->Offset == NoOffset ? KafkaErrorCode.TimedOut : listed->Error;
            if (error == 0) found(partitions[(name, listed->Partition)], listed->Offset);
            else if (failure is null || !KafkaErrorCode.IsPassing(error)) failure = (name, listed->Partition, error);
        }

        return failure;
    }
}
