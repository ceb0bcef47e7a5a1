namespace Analytics.Log.Kafka.Native;

/// <summary><c>rd_kafka_topic_partition_list_t</c>.</summary>
internal unsafe struct NativePartitions
{
    public int Count;
    public int Size;
    public NativePartition* Elements;

    public readonly Span<NativePartition> Span => new(Elements, Count);
}
