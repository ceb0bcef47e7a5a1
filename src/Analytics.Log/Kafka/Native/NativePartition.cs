namespace Analytics.Log.Kafka.Native;

/// <summary><c>rd_kafka_topic_partition_t</c>.</summary>
internal unsafe struct NativePartition
{
    public byte* Topic;
    public int Partition;
    public long Offset;
    public nint Metadata;
    public nuint MetadataSize;
    public nint Opaque;
    public int Error;
    public nint Private;
}
