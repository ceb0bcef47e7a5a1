using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Enrichment.Places;
using Analytics.Processing.Enrichment.UserAgents;

namespace Analytics.Processing.Enrichment;

/// <summary>
/// Everything that enrichment looks up, shared by all shards; never changes once made, apart from the reference tables behind their port.
/// A part that is null is switched off.
/// </summary>
public sealed record EnrichmentTables
{
    /// <summary>Addresses → places.</summary>
    public PlaceDatabase? Places { get; init; }

    /// <summary>User agents → browser, system, device, bot.</summary>
    public UserAgentRecognizer? UserAgents { get; init; }

    /// <summary>Version of the user agent rules, as their package states it.</summary>
    public string UserAgentVersion { get; init; } = "";

    /// <summary>Whether browser, system and device are written. Default true.</summary>
    public bool RecognizesUserAgents { get; init; } = true;

    /// <summary>Whether crawlers are flagged. Default true.</summary>
    public bool FlagsBots { get; init; } = true;

    /// <summary>Tiers and categories.</summary>
    public IReferenceTables? References { get; init; }

    /// <summary>Policies of the tenants.</summary>
    public required ITenantDirectory Tenants { get; init; }

    /// <summary>The installation's secret, at least 16 bytes: masked values are hashed with it and the caches are seeded from it.</summary>
    public required ReadOnlyMemory<byte> Secret { get; init; }

    /// <summary>Most addresses in each pipeline's cache; the last half of them always stay. Default 262,144.</summary>
    public int PlaceCacheEntries { get; init; } = 262_144;

    /// <summary>Most user agents in each pipeline's cache. Default 16,384.</summary>
    public int UserAgentCacheEntries { get; init; } = 16_384;

    /// <summary>Most hashes of personal values in each pipeline's cache. Default 262,144.</summary>
    public int MaskCacheEntries { get; init; } = 262_144;

    /// <summary>Whether campaigns are read from URLs. Default true.</summary>
    public bool ReadsCampaigns { get; init; } = true;

    /// <summary>A pipeline for one shard, with caches of its own.</summary>
    public EnrichmentPipeline CreatePipeline()
    {
        var seed = KeyHash.Compute(Secret.Span, 0xE4121C4);
        var references = References is null ? null : new PinnedReferences(References);
        var steps = new List<IEnrichmentStep>();
        if (Places is not null) steps.Add(new LocateByAddress(Places, PlaceCacheEntries, seed));
        if (UserAgents is not null) AddUserAgentSteps(steps, UserAgents, seed);
        if (ReadsCampaigns) steps.Add(new ReadCampaign());
        if (references is not null) steps.AddRange([new LookUpTier(references), new LookUpCategory(references)]);
        steps.Add(new StampTableVersions(Places?.Version ?? "", UserAgents is null ? "" : UserAgentVersion, references));
        steps.Add(new MaskPersonalData(Tenants, Secret, MaskCacheEntries, seed));
        return new EnrichmentPipeline(references, [.. steps]);
    }

    private void AddUserAgentSteps(List<IEnrichmentStep> steps, UserAgentRecognizer recognizer, ulong seed)
    {
        var agents = new UserAgentsOfRows(recognizer, UserAgentCacheEntries, seed);
        steps.Add(new LookUpUserAgent(agents));
        if (RecognizesUserAgents) steps.Add(new RecognizeUserAgent(agents));
        if (FlagsBots) steps.Add(new FlagBots(agents));
    }
}
