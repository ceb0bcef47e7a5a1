namespace Analytics.Contracts.Sinks;

/// <summary>How a sink's open deliveries survive a crash.</summary>
public enum DeliveryMode
{
    /// <summary>The payload is stored in the checkpoint before it is sent: for what processing derived.</summary>
    ByValue,

    /// <summary>Only the offset range and what was left out are stored; the payload is encoded again from the log: for the firehose.</summary>
    ByReference,
}
