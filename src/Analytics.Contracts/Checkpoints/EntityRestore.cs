namespace Analytics.Contracts.Checkpoints;

/// <summary>Receives one stored entity during recovery. The spans are valid during the call only.</summary>
/// <param name="kind">Name of the entity's kind.</param>
/// <param name="key">Its key.</param>
/// <param name="state">Its state.</param>
public delegate void EntityRestore(string kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> state);
