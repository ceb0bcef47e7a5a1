namespace Analytics.Log.Kafka.Native;

/// <summary>The error codes that the log decides on; negative ones are the library's own.</summary>
internal static class KafkaErrorCode
{
    public const int BadMessage = -199;
    public const int BadCompression = -198;
    public const int PartitionEnd = -191;
    public const int TimedOut = -185;
    public const int AssignPartitions = -175;
    public const int RevokePartitions = -174;
    public const int NoOffset = -168;
    public const int NoHeaders = -156;
    public const int Fatal = -150;
    public const int OffsetReset = -140;
    public const int LogTruncation = -139;
    public const int OffsetOutOfRange = 1;
    public const int CorruptMessage = 2;
    public const int UnknownTopicOrPartition = 3;
    public const int TopicAlreadyExists = 36;

    /// <summary>
    /// Whether the same question will be answered soon: the partition moves between brokers (5, 6, 9, 74 to 76, 78), is not known to all of them yet (3, 100), or an answer was
    /// late (7, and -195, -185 on the way).
    /// </summary>
    public static bool IsPassing(int error) => error is UnknownTopicOrPartition or 5 or 6 or 7 or 9 or 74 or 75 or 76 or 78 or 100 or -195 or TimedOut;
}
