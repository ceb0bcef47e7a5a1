namespace Analytics.Sinks.Tests.ClickHouse;

/// <summary>A theory that needs the embedded ClickHouse engine; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StoreTheoryAttribute : TheoryAttribute
{
    /// <summary>Runs when the engine is there.</summary>
    public StoreTheoryAttribute()
    {
        if (StoreFixture.Library is null) Skip = "ANALYTICS_ASSETS does not name a folder with @chdb/lib-linux-x64-gnu.";
    }
}
