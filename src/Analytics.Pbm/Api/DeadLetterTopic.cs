namespace Analytics.Pbm.Api;

/// <summary>One dead-letter topic.</summary>
/// <param name="Topic">Its name, with <c>.dlq</c>.</param>
/// <param name="Records">Letters kept.</param>
/// <param name="ByReason">Letters by reason.</param>
public sealed record DeadLetterTopic(string Topic, long Records, IReadOnlyDictionary<string, long> ByReason);
