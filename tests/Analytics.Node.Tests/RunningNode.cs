using Analytics.Testing;

namespace Analytics.Node.Tests;

/// <summary>One node for all tests that only ask, or that use a tenant of their own.</summary>
public sealed class RunningNode : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();

    public NodeProcess Node { get; private set; } = null!;

    public string File(string name) => _data.File(name);

    public async Task InitializeAsync()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ANALYTICS_ASSETS"))) return;
        Node = await NodeProcess.StartAsync(_data.File("node"));
    }

    public async Task DisposeAsync()
    {
        if (Node is not null) await Node.DisposeAsync();
        _data.Dispose();
    }
}
