namespace Analytics.Testing;

/// <summary>One request that <see cref="MessageReceiver"/> got.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Headers">Its headers, names in lower case.</param>
/// <param name="Body">Its body.</param>
public sealed record ReceivedMessage(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The idempotency key.</summary>
    public string Id => Headers["idempotency-key"];
}
