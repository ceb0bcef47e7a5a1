using Analytics.Contracts.Events;
using Analytics.Processing.Enrichment.UserAgents;

namespace Analytics.Processing.Enrichment;

/// <summary>Looks up each row's user agent once, for the steps behind it (<see cref="RecognizeUserAgent"/>, <see cref="FlagBots"/>).</summary>
public sealed class LookUpUserAgent : IEnrichmentStep
{
    private readonly UserAgentsOfRows _agents;

    internal LookUpUserAgent(UserAgentsOfRows agents) => _agents = agents;

    /// <inheritdoc />
    public string Name => "user-agent";

    /// <summary>User agents that the rules were applied to because the cache did not have them.</summary>
    public long Misses => _agents.Misses;

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows) => _agents.LookUp(batch, rows);
}
