namespace Analytics.Pbm.Api;

/// <summary>One dead letter.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Reason">Why it is there.</param>
/// <param name="Field">The field at fault, or empty.</param>
/// <param name="Stage">The stage that refused it.</param>
/// <param name="Message">For people.</param>
/// <param name="Tenant">Its tenant, if one is known.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Bytes">Bytes of the event.</param>
/// <param name="Retried">Whether a retry put it back.</param>
/// <param name="Value">The event as text; only when one is shown.</param>
/// <param name="ValueBase64">The event's bytes; only when one is shown.</param>
/// <param name="Headers">Its headers; only when one is shown.</param>
public sealed record DeadLetter(
    string Topic, int Partition, long Offset, DateTimeOffset ReceivedAt, string Reason, string? Field, string? Stage, string? Message, string? Tenant,
    SourcePosition? Source, long Bytes, bool Retried, string? Value = null, string? ValueBase64 = null, IReadOnlyDictionary<string, string>? Headers = null);
