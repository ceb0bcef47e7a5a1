namespace Analytics.Architecture.Tests.Deployment;

/// <summary>A fact that needs programs of others; skipped where one is missing.</summary>
public sealed class ToolFactAttribute : FactAttribute
{
    /// <summary>Names the programs.</summary>
    public ToolFactAttribute(params string[] tools)
    {
        Tools = tools;
        var missing = tools.Where(tool => Tool.Find(tool) is null).ToList();
        if (missing.Count > 0) Skip = $"{string.Join(" and ", missing)}: neither in ../shared/tools nor on the path.";
    }

    /// <summary>What it needs.</summary>
    public IReadOnlyList<string> Tools { get; }
}
