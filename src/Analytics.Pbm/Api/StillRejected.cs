namespace Analytics.Pbm.Api;

/// <summary>A letter that is still not an event.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Reason">Why.</param>
/// <param name="Field">The field at fault, or empty.</param>
public sealed record StillRejected(int Partition, long Offset, string Reason, string? Field);
