namespace Analytics.Actors.Shards;

/// <summary>The shard cannot answer now: it stopped, or failed and waits for its next recovery.</summary>
/// <param name="message">Which shard and why.</param>
public sealed class ShardUnavailableException(string message) : InvalidOperationException(message);
