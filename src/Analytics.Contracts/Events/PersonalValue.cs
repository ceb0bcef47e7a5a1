using Analytics.Contracts.Tenants;

namespace Analytics.Contracts.Events;

/// <summary>Where a value with a personal name stands in an event's properties: a text without escapes, with its quotes, or a number.</summary>
/// <param name="Offset">Position of the first byte in <see cref="Log.RecordBatch.Buffer"/>.</param>
/// <param name="Length">Number of bytes.</param>
/// <param name="Kind">What the name says that it is.</param>
public readonly record struct PersonalValue(int Offset, int Length, PersonalKind Kind);
