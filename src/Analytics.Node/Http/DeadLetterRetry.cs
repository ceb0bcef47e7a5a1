namespace Analytics.Node.Http;

/// <summary>What <c>POST /api/v1/admin/dead-letters/retry</c> takes.</summary>
/// <param name="Topic">The dead-letter topic, with or without <c>.dlq</c>.</param>
/// <param name="Offsets">Which letters; or none with <paramref name="All"/>.</param>
/// <param name="All">All letters.</param>
/// <param name="Reason">Only those of this reason.</param>
/// <param name="DryRun">Changes nothing, says what would happen.</param>
internal sealed record DeadLetterRetry(string Topic, IReadOnlyList<long>? Offsets, bool All, string? Reason, bool DryRun);
