namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>The embedded PostgreSQL could not be started; the message says why and what an operator can do.</summary>
/// <param name="message">Cause and remedy.</param>
/// <param name="inner">The cause, when it is an exception.</param>
public sealed class PostgresStartException(string message, Exception? inner = null) : Exception(message, inner);
