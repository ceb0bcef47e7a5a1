namespace Analytics.Pbm.Loading;

/// <summary>What came of a load.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Sent">Events acknowledged, one way or another.</param>
/// <param name="Accepted">Of them in the log now.</param>
/// <param name="Duplicates">Of them there already.</param>
/// <param name="Rejected">Of them refused.</param>
/// <param name="RejectedByReason">Refused by reason.</param>
/// <param name="Bytes">Bytes of events, before compression.</param>
/// <param name="Retries">Requests that were sent again.</param>
/// <param name="Seconds">Seconds for sending.</param>
/// <param name="EventsPerSecond">Events a second while sending.</param>
/// <param name="WaitedSeconds">Seconds from the last acknowledgement until everything was visible; null without <c>--wait</c>.</param>
public sealed record LoadSummary(
    int Files, long Sent, long Accepted, long Duplicates, long Rejected, IReadOnlyDictionary<string, long> RejectedByReason,
    long Bytes, long Retries, double Seconds, double EventsPerSecond, double? WaitedSeconds);
