namespace Analytics.Pbm.Api;

/// <summary>POST /api/v1/events.</summary>
/// <param name="Accepted">Events that are in the log.</param>
/// <param name="Duplicates">Events that were there already.</param>
/// <param name="Rejected">Events that were refused.</param>
public sealed record EventsAnswer(long Accepted, long Duplicates, IReadOnlyList<RejectedEvent> Rejected);
