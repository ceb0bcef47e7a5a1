namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>What is kept of a user agent. The default is an absent one.</summary>
/// <param name="Browser">Symbol of the browser family.</param>
/// <param name="Os">Symbol of the operating system family.</param>
/// <param name="Device">Symbol of the device family.</param>
/// <param name="IsBot">True for a crawler.</param>
public readonly record struct UserAgentTraits(int Browser, int Os, int Device, bool IsBot);
