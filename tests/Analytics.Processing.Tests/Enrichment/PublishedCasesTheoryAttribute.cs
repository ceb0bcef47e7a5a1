using Analytics.Testing;

namespace Analytics.Processing.Tests.Enrichment;

/// <summary>A theory over the published cases, which npm delivers; skipped where there is no npm.</summary>
public sealed class PublishedCasesTheoryAttribute : TheoryAttribute
{
    public PublishedCasesTheoryAttribute() => Skip = NpmFolder.Missing;
}
