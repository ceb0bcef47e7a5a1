using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Log.Tests.Kafka;

/// <summary>The broker of all tests of the log.</summary>
public sealed class KafkaBroker : IAsyncLifetime
{
    private TestKafka? _broker;

    /// <summary>Bootstrap servers.</summary>
    public string Servers => _broker?.Servers ?? "";

    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string what) => $"{what}-{Guid.NewGuid():n}";

    public async Task InitializeAsync()
    {
        if (TestKafka.Missing is null) _broker = await TestKafka.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
    }

    /// <summary>Options of a log with these topics, which are created.</summary>
    public KafkaLogOptions Options(params KafkaTopic[] topics) => new()
    {
        Brokers = Servers,
        Library = TestKafka.LibraryPath!,
        Topics = topics,
        CreateTopics = true,
        RequestTimeout = TimeSpan.FromSeconds(20),
    };
}
