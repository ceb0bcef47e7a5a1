namespace Analytics.Node.Http.Answers;

/// <summary>A dead letter in a list.</summary>
/// <param name="Topic">Dead-letter topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="ReceivedAt">When the event was received.</param>
/// <param name="Reason">Why, as one of the stable names.</param>
/// <param name="Field">The field at fault; empty when it is the whole event.</param>
/// <param name="Stage">Where it was refused.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Tenant">Tenant of the event, as far as it is known.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Bytes">Size of the original.</param>
/// <param name="Retried">Whether a retry put it back.</param>
internal sealed record DeadLetterSummary(string Topic, int Partition, long Offset, DateTime? ReceivedAt, string Reason, string Field, string Stage, string Message, string Tenant, DeadLetterSource Source, int Bytes, bool Retried);
