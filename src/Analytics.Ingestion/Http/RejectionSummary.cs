namespace Analytics.Ingestion.Http;

/// <summary>The shape of one rejection in the answer 202, for the API's description.</summary>
/// <param name="Index">Number of the event in the request, from 0.</param>
/// <param name="Field">The field at fault; empty when it is the whole event.</param>
/// <param name="Reason">Why, as one of the stable names.</param>
/// <param name="Detail">Why, for people.</param>
internal sealed record RejectionSummary(int Index, string Field, string Reason, string Detail);
