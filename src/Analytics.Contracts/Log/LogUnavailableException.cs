namespace Analytics.Contracts.Log;

/// <summary>The log cannot take records now; nothing of the append was kept. Callers answer 503 and their clients try again.</summary>
/// <param name="message">What is wrong and since when, in words for an operator.</param>
/// <param name="inner">The cause.</param>
public sealed class LogUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
