using Analytics.Sinks.Tests.ClickHouse;

namespace Analytics.Sinks.Tests.Store;

/// <summary>A test that needs the embedded engine and Node.js with npm; skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientFactAttribute : FactAttribute
{
    /// <summary>Runs when everything is there.</summary>
    public ClientFactAttribute()
    {
        if (StoreFixture.Library is null) Skip = "ANALYTICS_ASSETS does not name a folder with @chdb/lib-linux-x64-gnu.";
        else if (!OnPath("node") || !OnPath("npm")) Skip = "node or npm is not on the path.";
        else if (Folder is null) Skip = "tests/clients is not above the tests.";
    }

    /// <summary>The folder <c>tests/clients</c> of the repository; null when the tests run elsewhere.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "tests", "clients", "clickhouse.mjs"))) return Path.Combine(folder.FullName, "tests", "clients");
        return null;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
