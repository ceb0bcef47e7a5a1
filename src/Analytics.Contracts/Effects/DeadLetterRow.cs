using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;

namespace Analytics.Contracts.Effects;

/// <summary>An event that was in the log and could not be processed. Its original bytes go to the topic's dead letters.</summary>
/// <param name="Offset">Where it was in the source partition.</param>
/// <param name="ReceivedAt">When it was received, microseconds since 1970.</param>
/// <param name="Key">Original key bytes.</param>
/// <param name="Headers">Original headers, encoded.</param>
/// <param name="Value">Original bytes.</param>
/// <param name="Reason">Why.</param>
/// <param name="Field">The field at fault, or empty.</param>
/// <param name="Stage">The stage that failed: <c>decode</c>, <c>session</c>, <c>tenant-window</c> …</param>
/// <param name="Detail">What was thrown or found, for people.</param>
public readonly record struct DeadLetterRow(
    long Offset, long ReceivedAt, Utf8Slice Key, Utf8Slice Headers, Utf8Slice Value, RejectionReason Reason, string Field, string Stage, string Detail);
