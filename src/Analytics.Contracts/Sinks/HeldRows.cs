namespace Analytics.Contracts.Sinks;

/// <summary>What a store holds of a range of offsets.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="OffsetSum">Sum of their offsets: with the count, a checksum of which they are.</param>
/// <param name="AmountMicros">Sum of their amounts in millionths: a checksum of what is in them.</param>
public readonly record struct HeldRows(long Rows, long OffsetSum, long AmountMicros);
