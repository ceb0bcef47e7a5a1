using Analytics.Sinks.Alerts.Book;

namespace Analytics.Node.Http.Alerts;

/// <summary>Silences of a tenant, those that last longest first.</summary>
/// <param name="Silences">The silences.</param>
internal sealed record SilencesAnswer(IReadOnlyList<Silence> Silences);
