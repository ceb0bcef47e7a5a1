namespace Analytics.Pbm.Api;

/// <summary>An event that was refused.</summary>
/// <param name="Index">Its index in the request.</param>
/// <param name="Field">The field at fault, or empty.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">For people.</param>
public sealed record RejectedEvent(int Index, string? Field, string Reason, string? Detail = null);
