namespace Analytics.Contracts.Checkpoints;

/// <summary>Stored bytes of a checkpoint fail their checksum or structure, or are missing.</summary>
/// <param name="message">File, position and what is wrong.</param>
/// <param name="inner">The cause, when there is one.</param>
public sealed class CheckpointDamagedException(string message, Exception? inner = null) : IOException(message, inner);
