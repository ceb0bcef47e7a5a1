using Analytics.Contracts.Log;
using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Log.Tests.Kafka;

[KafkaRequirement]
[Collection(KafkaCollection.Name)]
public sealed class KafkaRestartTests
{
    [LogFact]
    public async Task Offsets_are_known_again_soon_after_a_leader_came_back_with_a_higher_epoch_and_while_it_is_away_no_offset_is_made_up()
    {
        if (TestKafka.ScriptPath is null) return;
        await using var broker = await TestKafka.StartAsync();
        await using var log = Open(broker, TimeSpan.FromMinutes(3));
        var partition = log.Partition("events", 0);
        await partition.AppendValuesAsync(["a"]);
        partition.Refresh();
        for (var times = 0; times < 2; times++)
        {
            await broker.KillAsync(1);
            await broker.RestartAsync(1);
            partition.Refresh();
        }

        Assert.Equal(1, partition.EndOffset);
        await using var impatient = Open(broker, TimeSpan.FromSeconds(3));
        await broker.KillAsync(1);
        Assert.Throws<LogUnavailableException>(impatient.Partition("events", 0).Refresh);
        // The other one would ask for minutes; closing it does not wait for that.
        await log.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static KafkaLog Open(TestKafka broker, TimeSpan patience) => KafkaLog.Open(new KafkaLogOptions
    {
        Brokers = broker.Servers, Library = TestKafka.LibraryPath!, Topics = [new KafkaTopic("events", 1) { Replication = 1 }], CreateTopics = true, RequestTimeout = patience,
    });
}
