namespace Analytics.Processing.State;

/// <summary>Stored state cannot be read: cut short, of an unknown version, or not of this kind.</summary>
/// <param name="message">What was expected and what was found.</param>
public sealed class StateDamagedException(string message) : IOException(message);
