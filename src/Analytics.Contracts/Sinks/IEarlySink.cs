namespace Analytics.Contracts.Sinks;

/// <summary>
/// A sink that may take alerts before the checkpoint that holds them is durable. What is written early is only earlier: the delivery that follows holds it again, and the sink
/// leaves out what is there. What was not written early, for whatever reason, comes with the delivery.
/// </summary>
public interface IEarlySink : ISink
{
    /// <summary>
    /// Writes alerts now. Never called for a shard while it delivers, and in the order in which they were raised. Called only while a replay from the last durable
    /// checkpoint would raise the same alerts. Payloads of several cuts of the encoder come one behind another.
    /// </summary>
    /// <param name="results">The alerts; the range begins where the delivery that will hold them begins, and ends behind what raised them.</param>
    /// <param name="cancellation">Ends the wait; what was begun may still arrive.</param>
    ValueTask WriteEarlyAsync(SinkDelivery results, CancellationToken cancellation);
}
