using Analytics.Testing;

namespace Analytics.Node.Tests.Clients;

/// <summary>A fact about a whole node and grpcurl; skipped where one of them is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GrpcurlFactAttribute : FactAttribute
{
    public GrpcurlFactAttribute() => Skip = new NodeFactAttribute().Skip ?? (Program is null ? "grpcurl is neither on the path nor in ../shared/tools." : null);

    /// <summary>The program; null when there is none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append(Path.Combine(RepositoryPaths.Root, "..", "shared", "tools"))
        .Select(folder => Path.Combine(folder, "grpcurl")).FirstOrDefault(File.Exists);
}
