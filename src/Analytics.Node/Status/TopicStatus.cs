namespace Analytics.Node.Status;

/// <summary>One partition of a topic.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="StartOffset">Lowest offset kept.</param>
/// <param name="EndOffset">Offset after the last durable record.</param>
/// <param name="Bytes">Bytes kept.</param>
/// <param name="RecordsPerSecond">Appended over the last seconds.</param>
public sealed record TopicStatus(string Topic, int Partition, long StartOffset, long EndOffset, long Bytes, double RecordsPerSecond);
