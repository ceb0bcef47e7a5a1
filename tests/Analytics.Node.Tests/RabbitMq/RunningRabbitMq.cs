using Analytics.Testing;

namespace Analytics.Node.Tests.RabbitMq;

/// <summary>One broker for all tests of a class.</summary>
public sealed class RunningRabbitMq : IAsyncLifetime
{
    public TestRabbitMq Broker { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (new RabbitMqFactAttribute().Skip is null) Broker = await TestRabbitMq.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Broker is not null) await Broker.DisposeAsync();
    }
}
