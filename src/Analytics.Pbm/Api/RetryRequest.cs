namespace Analytics.Pbm.Api;

/// <summary>POST /api/v1/admin/dead-letters/retry.</summary>
/// <param name="Topic">The dead-letter topic.</param>
/// <param name="Offsets">Offsets to retry, or null with <paramref name="All"/>.</param>
/// <param name="All">Retry all.</param>
/// <param name="Reason">Only those with this reason.</param>
/// <param name="DryRun">Only say what would happen.</param>
public sealed record RetryRequest(string Topic, IReadOnlyList<long>? Offsets, bool All, string? Reason, bool DryRun);
