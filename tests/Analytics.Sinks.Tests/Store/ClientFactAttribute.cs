using Analytics.Sinks.Tests.ClickHouse;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Store;

/// <summary>A test that needs the embedded engine and Node.js with npm; skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientFactAttribute : FactAttribute
{
    /// <summary>Runs when everything is there.</summary>
    public ClientFactAttribute() => Skip = StoreFixture.Library is null ? "ANALYTICS_ASSETS does not name a folder with @chdb/lib-linux-x64-gnu." : NpmFolder.Missing;
}
