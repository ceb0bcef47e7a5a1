using System.Runtime.InteropServices;

namespace Analytics.Log.Kafka.Native;

/// <content>Topics, offsets and groups: calls that are rare.</content>
internal static unsafe partial class RdKafka
{
    public const int AdminCreateTopics = 1;
    public const int AdminListOffsets = 21;

    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata")]
    public static partial int Metadata(nint client, int allTopics, nint onlyTopic, NativeMetadata** metadata, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_metadata_destroy")]
    public static partial void MetadataDestroy(NativeMetadata* metadata);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_new")]
    public static partial nint AdminOptionsNew(nint client, int operation);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_destroy")]
    public static partial void AdminOptionsDestroy(nint options);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_set_request_timeout")]
    public static partial int AdminOptionsTimeout(nint options, int milliseconds, byte* message, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_AdminOptions_set_isolation_level")]
    public static partial nint AdminOptionsIsolation(nint options, int level);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewTopic(string name, int partitions, int replication, byte* message, nuint size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int NewTopicConfig(nint topic, string name, string value);

    [LibraryImport(Library, EntryPoint = "rd_kafka_NewTopic_destroy")]
    public static partial void NewTopicDestroy(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_CreateTopics")]
    public static partial void CreateTopics(nint client, nint* topics, nuint count, nint options, nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_CreateTopics_result")]
    public static partial nint CreateTopicsResult(nint happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_CreateTopics_result_topics")]
    public static partial nint* CreatedTopics(nint result, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_result_name")]
    public static partial nint TopicResultName(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_result_error")]
    public static partial int TopicResultError(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_result_error_string")]
    public static partial nint TopicResultErrorString(nint topic);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ListOffsets")]
    public static partial void ListOffsets(nint client, NativePartitions* partitions, nint options, nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_ListOffsets_result")]
    public static partial nint ListOffsetsResult(nint happening);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ListOffsets_result_infos")]
    public static partial nint* ListedOffsets(nint result, nuint* count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_ListOffsetsResultInfo_topic_partition")]
    public static partial NativePartition* ListedOffset(nint info);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_new")]
    public static partial NativePartitions* PartitionsNew(int size);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativePartition* PartitionsAdd(NativePartitions* partitions, string topic, int partition);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    public static partial void PartitionsDestroy(NativePartitions* partitions);

    [LibraryImport(Library, EntryPoint = "rd_kafka_poll_set_consumer")]
    public static partial int PollSetConsumer(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_subscribe")]
    public static partial int Subscribe(nint client, NativePartitions* topics);

    [LibraryImport(Library, EntryPoint = "rd_kafka_incremental_assign")]
    public static partial nint IncrementalAssign(nint client, NativePartitions* partitions);

    [LibraryImport(Library, EntryPoint = "rd_kafka_incremental_unassign")]
    public static partial nint IncrementalUnassign(nint client, NativePartitions* partitions);

    [LibraryImport(Library, EntryPoint = "rd_kafka_assignment_lost")]
    public static partial int AssignmentLost(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_pause_partitions")]
    public static partial int Pause(nint client, NativePartitions* partitions);

    [LibraryImport(Library, EntryPoint = "rd_kafka_commit")]
    public static partial int Commit(nint client, NativePartitions* offsets, int isAsync);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_close_queue")]
    public static partial nint ConsumerClose(nint client, nint queue);

    [LibraryImport(Library, EntryPoint = "rd_kafka_consumer_closed")]
    public static partial int ConsumerClosed(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_list_groups", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ListGroups(nint client, string group, NativeGroups** groups, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_group_list_destroy")]
    public static partial void GroupsDestroy(NativeGroups* groups);
}
