namespace Analytics.Node.Tests;

/// <summary>A fact about a whole node; skipped where the engines that it starts are not installed.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS")))
            Skip = "ANALYTICS_ASSETS does not name the folder of the engines; ./analytics test sets it.";
    }
}
