using System.Text.Json;
using Analytics.Node.Composition;
using Analytics.Node.Rules;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Explanations;

/// <summary>Says why an alert was raised: the rule's text, the events that matched as they are stored, and what the conditions saw. Any thread.</summary>
/// <param name="events">The stored events.</param>
/// <param name="versions">The rules as they were.</param>
internal sealed class AlertExplainer(StoredEvents events, RuleVersions versions)
{
    private static readonly string[] NotSeen = ["as", "offset", "at"];

    /// <summary>Explains an alert of a tenant.</summary>
    /// <exception cref="Contracts.Stores.StoreUnavailableException">The store does not answer.</exception>
    public async Task<AlertExplanation> ExplainAsync(StoredAlert alert, CancellationToken cancellation)
    {
        List<ExplainedEvent> matched = alert.Evidence is { ValueKind: JsonValueKind.Object } evidence && evidence.TryGetProperty("events", out var list) ? [.. list.EnumerateArray().Select(Read)] : [];
        var found = await events.HappenedAsync(alert.Tenant, [.. matched.Select(one => one.At).OfType<DateTime>().Select(Micros).Distinct()], cancellation);
        var candidates = found.Select(one => new EventTexts(one)).ToLookup(one => Micros(one.Event.Timestamp));
        var topic = TopicOf(alert.EntityKind);
        var taken = new HashSet<StoredEvent>();
        List<ExplainedEvent> explained = [.. matched.Select(one => Find(one, candidates, topic, alert.Entity, taken))];
        var version = await versions.FindAsync(alert.Rule, alert.RuleVersion, alert.RaisedAt, cancellation);
        return new AlertExplanation(
            alert, version?.Name ?? RuleVersions.Digits(alert.RuleVersion), version?.Rule.ToString(), Say(alert, version), version?.Rule.Because, explained,
            alert.Evidence is { ValueKind: JsonValueKind.Object } saw && saw.TryGetProperty("remembered", out var remembered) ? remembered : null,
            [.. explained.Select(one => one.Event?.TableVersions).OfType<string>().Where(versions => versions.Length > 0).Distinct()]);
    }

    private string Say(StoredAlert alert, RuleVersion? version)
    {
        if (LimitAlert.Describe(alert.Rule, alert.Evidence) is { } limit) return limit;
        var running = versions.Running(alert.Rule);
        if (running?.Version == alert.RuleVersion) return "This version runs.";
        var known = version switch
        {
            null => "The text of this version is not known. ",
            { Since: { } since } => FormattableString.Invariant($"This version was stored by {version.Author} at {since:yyyy-MM-dd HH:mm:ss}Z. "),
            _ => "",
        };
        return known + (running is { } other ? $"Version {other.Name} runs now." : "No rule of this name runs now.");
    }

    // On their own lane events have the offsets that evidence names; elsewhere they are known by what they say. One event is one place of the match.
    private static ExplainedEvent Find(ExplainedEvent one, ILookup<long, EventTexts> candidates, string? topic, string entity, HashSet<StoredEvent> taken)
    {
        if (one.At is not { } at) return one;
        var found = candidates[Micros(at)].Where(candidate => (topic is null ? candidate.Has(one.Saw) : candidate.Event.Topic == topic && candidate.Event.Offset == one.Offset && candidate.Has(one.Saw)) && !taken.Contains(candidate.Event))
            .OrderByDescending(candidate => IsAbout(candidate.Event, entity)).FirstOrDefault();
        if (found is null) return one;
        taken.Add(found.Event);
        return one with { Saw = one.Saw.ToDictionary(seen => seen.Key, seen => found.Show(seen.Value)), Event = found.Event };
    }

    private static bool IsAbout(StoredEvent one, string entity) =>
        one.Fields.Values.Any(value => value.ValueKind == JsonValueKind.String && value.GetString() == entity)
        || (one.Properties is { ValueKind: JsonValueKind.Object } properties && properties.EnumerateObject().Any(property => property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() == entity));

    private static string? TopicOf(string entityKind)
    {
        var fields = entityKind.Split(" and ");
        return fields.Contains("user") ? LogTopics.RawEvents : fields.Contains("sku") ? LogTopics.InventoryUpdates : null;
    }

    private static ExplainedEvent Read(JsonElement one) => new(
        one.TryGetProperty("as", out var name) ? name.GetString() : null, one.TryGetProperty("at", out var at) && at.TryGetDateTime(out var time) ? time.ToUniversalTime() : null,
        one.TryGetProperty("offset", out var offset) ? offset.GetInt64() : null, one.EnumerateObject().Where(field => !NotSeen.Contains(field.Name)).ToDictionary(field => field.Name, field => field.Value), null);

    private static long Micros(DateTime at) => (at - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
