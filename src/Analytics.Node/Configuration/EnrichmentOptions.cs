namespace Analytics.Node.Configuration;

/// <summary>Section <c>enrichment</c>: what is added to events.</summary>
public sealed record EnrichmentOptions
{
    /// <summary>The <c>node_modules</c> folder with engines and data; <c>./analytics</c> installs it and names it in ANALYTICS_ASSETS.</summary>
    public string Assets { get; init; } = "";

    /// <summary>City and country from the client's address. Default on.</summary>
    public bool Geo { get; init; } = true;

    /// <summary>Device, browser and system from the user agent. Default on.</summary>
    public bool UserAgent { get; init; } = true;

    /// <summary>Whether the sender is a crawler. Default on.</summary>
    public bool Bots { get; init; } = true;

    /// <summary>Source, medium and campaign from the URL. Default on.</summary>
    public bool Campaign { get; init; } = true;

    /// <summary>Tier of the user and category of the product from the reference tables. Default on.</summary>
    public bool Reference { get; init; } = true;

    /// <summary>Addresses kept in each shard's cache. Default 262,144.</summary>
    [Bounds("16", "16777216")]
    public int GeoCacheEntries { get; init; } = 262_144;

    /// <summary>User agents kept in each shard's cache. Default 16,384.</summary>
    [Bounds("16", "16777216")]
    public int UserAgentCacheEntries { get; init; } = 16_384;
}
