namespace Analytics.Log.Kafka.Native;

/// <summary><c>rd_kafka_metadata_topic_t</c>.</summary>
internal unsafe struct NativeTopic
{
    public byte* Name;
    public int PartitionCount;
    public nint Partitions;
    public int Error;
}
