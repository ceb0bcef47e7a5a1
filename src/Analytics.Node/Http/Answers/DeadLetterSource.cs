namespace Analytics.Node.Http.Answers;

/// <summary>Where a dead letter came from.</summary>
/// <param name="Topic">Topic that it was for.</param>
/// <param name="Partition">Its partition; null when it was refused at the door.</param>
/// <param name="Offset">Its offset; null when it was refused at the door.</param>
internal sealed record DeadLetterSource(string Topic, long? Partition, long? Offset);
