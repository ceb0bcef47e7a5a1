namespace Analytics.Contracts.Log;

/// <summary>Stored bytes of the log fail their checksum or structure somewhere else than at the torn end.</summary>
/// <param name="message">File, position and what is wrong.</param>
public sealed class LogDamagedException(string message) : IOException(message);
