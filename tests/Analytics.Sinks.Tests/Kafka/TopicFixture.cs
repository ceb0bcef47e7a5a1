using Analytics.Testing;

namespace Analytics.Sinks.Tests.Kafka;

/// <summary>One broker for the tests of a class: each test uses topics of its own.</summary>
public sealed class TopicFixture : IAsyncLifetime
{
    private TestKafka? _broker;

    /// <summary>Bootstrap servers.</summary>
    public string Servers => _broker!.Servers;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (TestKafka.Missing is null) _broker = await TestKafka.StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }
}
