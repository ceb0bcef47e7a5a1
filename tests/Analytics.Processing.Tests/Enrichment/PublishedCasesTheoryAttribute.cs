namespace Analytics.Processing.Tests.Enrichment;

/// <summary>A theory over the published cases; skipped where their package is not installed.</summary>
public sealed class PublishedCasesTheoryAttribute : TheoryAttribute
{
    public PublishedCasesTheoryAttribute()
    {
        if (!PublishedUserAgentCases.AreInstalled) Skip = "The published cases are not installed: run npm ci in tests/uap.";
    }
}
