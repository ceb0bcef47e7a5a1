namespace Analytics.Processing.Enrichment.Places;

/// <summary>The bytes are not a MaxMind database, or they contradict themselves. The message says where.</summary>
public sealed class MaxMindDamagedException(string message) : Exception(message);
