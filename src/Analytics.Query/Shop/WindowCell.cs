namespace Analytics.Query.Shop;

/// <summary>One counted thing in one hour or day, summed over shards.</summary>
/// <param name="Start">Start of the hour or day.</param>
/// <param name="Dimension">What is counted by.</param>
/// <param name="Value">Which one.</param>
/// <param name="Events">Events counted.</param>
/// <param name="AmountMicros">Sum of amounts in millionths.</param>
/// <param name="InCurrency">Whether the amounts are in the currency asked for; those that are not are counted but not summed.</param>
internal readonly record struct WindowCell(DateTimeOffset Start, string Dimension, string Value, long Events, Int128 AmountMicros, bool InCurrency);
