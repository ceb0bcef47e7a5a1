namespace Analytics.Log.Tests.Segments;

/// <summary>A folder of one test, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("analytics-log-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
