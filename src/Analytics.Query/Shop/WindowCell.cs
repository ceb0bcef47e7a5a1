namespace Analytics.Query.Shop;

/// <summary>One counted thing in one hour or day, summed over shards.</summary>
/// <param name="Start">Start of the hour or day.</param>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">Which one.</param>
/// <param name="Events">Events counted.</param>
/// <param name="AmountMicros">Sum of amounts in millionths.</param>
internal readonly record struct WindowCell(DateTimeOffset Start, string Dimension, string Value, long Events, Int128 AmountMicros);
