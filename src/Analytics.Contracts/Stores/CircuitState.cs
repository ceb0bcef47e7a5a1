namespace Analytics.Contracts.Stores;

/// <summary>How a server is, as those see it who asked it last.</summary>
/// <param name="IsUp">False from the first of the failures that nothing followed but failures.</param>
/// <param name="IsOpen">True while nobody asks it.</param>
/// <param name="Since">Since when it is up, or down; null before the first answer.</param>
/// <param name="Error">The last failure; null while it is up.</param>
public readonly record struct CircuitState(bool IsUp, bool IsOpen, DateTimeOffset? Since, string? Error);
