namespace Analytics.Log.Kafka.Native;

/// <summary><c>rd_kafka_message_t</c>: a record that was fetched, a delivery report, or an error of a partition.</summary>
internal unsafe struct NativeMessage
{
    public int Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nuint ValueLength;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Private;
}
