namespace Analytics.Log.Kafka.Native;

/// <summary><c>struct rd_kafka_group_info</c>: a group as its coordinator tells it.</summary>
internal struct NativeGroup
{
    public int BrokerId;
    public nint BrokerHost;
    public int BrokerPort;
    public nint Name;
    public int Error;
    public nint State;
    public nint ProtocolType;
    public nint Protocol;
    public nint Members;
    public int MemberCount;
}
