using Analytics.Testing;

namespace Analytics.Log.Tests.Segments;

/// <summary>A test that fills a real disk; skipped where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWhereMountIsPermitted : FactAttribute
{
    public FactWhereMountIsPermitted() => Skip = SmallDisk.Missing;
}
