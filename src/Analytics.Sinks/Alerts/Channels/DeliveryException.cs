namespace Analytics.Sinks.Alerts.Channels;

/// <summary>A message was not taken, or it is not known whether it was.</summary>
/// <param name="message">What the other side said, for people; no credentials and no addresses that hold some.</param>
/// <param name="retryAfter">When the other side wants to be asked again; null when it did not say.</param>
/// <param name="inner">The cause.</param>
public sealed class DeliveryException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>When the other side wants to be asked again; null when it did not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
