namespace Analytics.Sinks.Postgres.Schema;

/// <summary>The database was made by another version than this node's, in a way that going on could damage it.</summary>
/// <param name="message">What differs and what to do.</param>
public sealed class SchemaMismatchException(string message) : Exception(message);
