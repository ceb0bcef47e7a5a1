namespace Analytics.Contracts.Decoding;

/// <summary>Why one record is not an event.</summary>
/// <param name="Record">Index in the record batch.</param>
/// <param name="Field">The field at fault, or empty when it is the whole.</param>
/// <param name="Reason">The reason, from a closed list.</param>
/// <param name="Detail">For people: what was found and what was expected. Holds no personal data.</param>
public readonly record struct Rejection(int Record, string Field, RejectionReason Reason, string Detail);
