namespace Analytics.Processing.Velocity;

/// <summary>A match of a <see cref="VelocityRule"/>.</summary>
/// <param name="FirstAt">Time of the earliest matched event, microseconds since 1970.</param>
/// <param name="Events">Hash of the matched events, in the order in which they came.</param>
public readonly record struct VelocityMatch(long FirstAt, ulong Events);
