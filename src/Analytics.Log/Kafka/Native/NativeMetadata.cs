namespace Analytics.Log.Kafka.Native;

/// <summary><c>rd_kafka_metadata_t</c>, as far as topics are concerned.</summary>
internal unsafe struct NativeMetadata
{
    public int BrokerCount;
    public nint Brokers;
    public int TopicCount;
    public NativeTopic* Topics;
}
