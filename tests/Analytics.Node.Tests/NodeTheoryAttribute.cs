namespace Analytics.Node.Tests;

/// <summary>A theory about a whole node; skipped where the engines that it starts are not installed.</summary>
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS")))
            Skip = "ANALYTICS_ASSETS does not name the folder of the engines; ./analytics test sets it.";
    }
}
