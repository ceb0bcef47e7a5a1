
namespace Analytics.Actors.Replay;

/// <summary>An alert that rules raise over past events.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Version">Version of the rule.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="KeyField">What the rule watches.</param>
/// <param name="Key">The value that it was; several fields have a zero between them.</param>
/// <param name="FirstAt">Time of the first matched event, microseconds since 1970.</param>
/// <param name="At">Time of the event, or of the deadline, that completed the match, microseconds since 1970.</param>
/// <param name="Evidence">What the conditions saw, as JSON in UTF-8.</param>
public sealed record ReplayedAlert(string Rule, uint Version, string Severity, string KeyField, string Key, long FirstAt, long At, byte[] Evidence)
{
    /// <summary>Where the matched events are in the log, in the order of the match.</summary>
    public IReadOnlyList<long> Offsets => field ??= AlertEvidence.Offsets(Evidence);
}
