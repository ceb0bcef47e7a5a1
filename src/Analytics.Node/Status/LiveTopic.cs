namespace Analytics.Node.Status;

/// <summary>One topic, its partitions together.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="EndOffset">Records ever appended.</param>
/// <param name="RatePerSecond">Appended over the last seconds.</param>
public sealed record LiveTopic(string Topic, long EndOffset, double RatePerSecond);
