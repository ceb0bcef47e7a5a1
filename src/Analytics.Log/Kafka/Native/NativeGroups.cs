namespace Analytics.Log.Kafka.Native;

/// <summary><c>struct rd_kafka_group_list</c>.</summary>
internal unsafe struct NativeGroups
{
    public NativeGroup* Groups;
    public int Count;
}
