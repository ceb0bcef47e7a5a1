using Analytics.Contracts.Events;
using Analytics.Processing.Enrichment.UserAgents;

namespace Analytics.Processing.Enrichment;

/// <summary>Browser, operating system and device families by uap-core's rules. Stands behind <see cref="LookUpUserAgent"/>.</summary>
public sealed class RecognizeUserAgent : IEnrichmentStep
{
    private readonly UserAgentsOfRows _agents;

    internal RecognizeUserAgent(UserAgentsOfRows agents) => _agents = agents;

    /// <inheritdoc />
    public string Name => "recognize";

    /// <inheritdoc />
    public void Apply(EventBatch batch, Span<EventRow> rows)
    {
        var traits = _agents.Traits[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            ref var row = ref rows[i];
            row.Browser = traits[i].Browser;
            row.Os = traits[i].Os;
            row.Device = traits[i].Device;
        }
    }
}
