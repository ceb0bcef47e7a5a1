using Analytics.Contracts.Events;
using Analytics.Processing.Enrichment.UserAgents;

namespace Analytics.Processing.Enrichment;

/// <summary>Flags crawlers: the published list of their user agents, and uap-core's device <c>Spider</c>. Stands behind <see cref="LookUpUserAgent"/>.</summary>
public sealed class FlagBots : IEnrichmentStep
{
    private readonly UserAgentsOfRows _agents;

    internal FlagBots(UserAgentsOfRows agents) => _agents = agents;

    /// <inheritdoc />
    public string Name => "bots";

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        var traits = _agents.Traits[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
            if (traits[i].IsBot) rows[i].Flags |= EventFlags.Bot;
    }
}
