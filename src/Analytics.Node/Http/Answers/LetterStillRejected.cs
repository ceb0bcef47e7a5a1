namespace Analytics.Node.Http.Answers;

/// <summary>A letter that is still refused.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Reason">Why.</param>
/// <param name="Field">The field at fault.</param>
internal sealed record LetterStillRejected(int Partition, long Offset, string Reason, string Field);
