using Analytics.Processing.Enrichment.Places;
using Analytics.Processing.Enrichment.UserAgents;

namespace Analytics.Processing.Tests.Enrichment;

/// <summary>The installed data files, read once for all tests.</summary>
internal static class EnrichmentAssets
{
    private static readonly Lazy<PlaceDatabase> LazyPlaces = new(() => new PlaceDatabase(City("ipv4"), City("ipv6")));
    private static readonly Lazy<UserAgentRecognizer> LazyRecognizer = new(() => new UserAgentRecognizer(Rules(), Crawlers()));

    public static string Folder => Environment.GetEnvironmentVariable("ANALYTICS_ASSETS") ?? "";

    public static PlaceDatabase Places => LazyPlaces.Value;

    public static UserAgentRecognizer Recognizer => LazyRecognizer.Value;

    public static MaxMindDatabase City(string family) =>
        new(File.ReadAllBytes(Path.Combine(Folder, "@ip-location-db", "geolite2-city-mmdb", $"geolite2-city-{family}.mmdb")));

    public static UserAgentRules Rules() => UserAgentRules.Parse(File.ReadAllText(Path.Combine(Folder, "uap-core", "regexes.yaml")));

    public static byte[] CrawlerList() => File.ReadAllBytes(Path.Combine(Folder, "crawler-user-agents", "crawler-user-agents.json"));

    public static IReadOnlyList<string> Crawlers() => CrawlerPatterns.Parse(CrawlerList());
}
