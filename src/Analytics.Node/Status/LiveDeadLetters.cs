namespace Analytics.Node.Status;

/// <summary>Dead letters over all topics.</summary>
/// <param name="Records">Letters kept.</param>
/// <param name="ByReason">Letters by reason.</param>
public sealed record LiveDeadLetters(long Records, IReadOnlyDictionary<string, long> ByReason);
