namespace Analytics.Pbm.Api;

/// <summary>One partition of a topic.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="StartOffset">First offset that is kept.</param>
/// <param name="EndOffset">Offset after the last record.</param>
/// <param name="Bytes">Bytes kept.</param>
/// <param name="RecordsPerSecond">Appended over the last seconds.</param>
public sealed record TopicInfo(string Topic, int Partition, long StartOffset, long EndOffset, long Bytes, double RecordsPerSecond);
