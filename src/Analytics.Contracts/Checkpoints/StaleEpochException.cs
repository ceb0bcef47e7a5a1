namespace Analytics.Contracts.Checkpoints;

/// <summary>Somebody else owns the state now: this owner may write nothing any more.</summary>
/// <param name="message">Who owns it, as far as known.</param>
public sealed class StaleEpochException(string message) : IOException(message);
