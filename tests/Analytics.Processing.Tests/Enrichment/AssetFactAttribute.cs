namespace Analytics.Processing.Tests.Enrichment;

/// <summary>A fact that reads the installed data files; skipped where they are not installed.</summary>
public sealed class AssetFactAttribute : FactAttribute
{
    public AssetFactAttribute()
    {
        if (!Directory.Exists(EnrichmentAssets.Folder)) Skip = "ANALYTICS_ASSETS does not name the installed data: run ./analytics test once.";
    }
}
