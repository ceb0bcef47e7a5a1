namespace Analytics.Contracts.Stores;

/// <summary>A store did not answer, or answered that it cannot now. The same call may succeed later.</summary>
/// <param name="message">Which store and what it said, without credentials.</param>
/// <param name="inner">The cause.</param>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
