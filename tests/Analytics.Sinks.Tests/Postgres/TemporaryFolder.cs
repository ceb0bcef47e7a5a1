namespace Analytics.Sinks.Tests.Postgres;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("analytics-postgres-").FullName;

    public void Dispose() => Directory.Delete(Path, true);
}
