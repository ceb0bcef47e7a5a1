using Analytics.Testing;

namespace Analytics.Node.Tests.Clients;

/// <summary>A fact about a whole node and a client of npm; skipped where the engines or Node.js are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute() => Skip = new NodeFactAttribute().Skip ?? NpmFolder.Missing;
}
