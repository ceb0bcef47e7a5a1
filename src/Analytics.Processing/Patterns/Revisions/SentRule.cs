namespace Analytics.Processing.Patterns.Revisions;

/// <summary>Which events a shard sends elsewhere for one rule: all that the rule looks at from an offset on, and, as a past, those from a time on up to there.</summary>
/// <param name="Taken">Offset of the first event under the rule.</param>
/// <param name="Since">Offset of the first event that is sent as it comes.</param>
/// <param name="SinceMicros">The shard's clock there.</param>
/// <param name="Past">Name of the past that holds those before; 0 for none.</param>
/// <param name="FromMicros">Arrival of the oldest event that is sent in either way; the same as <paramref name="SinceMicros"/> where there is no past.</param>
public readonly record struct SentRule(long Taken, long Since, long SinceMicros, ulong Past, long FromMicros);
