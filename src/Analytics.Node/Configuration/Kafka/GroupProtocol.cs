namespace Analytics.Node.Configuration.Kafka;

/// <summary>Who decides which member has which partition.</summary>
public enum GroupProtocol
{
    /// <summary>The members, by the cooperative sticky strategy: any broker.</summary>
    Classic,

    /// <summary>The broker (KIP-848): Kafka 4.0 or newer.</summary>
    Consumer,
}
