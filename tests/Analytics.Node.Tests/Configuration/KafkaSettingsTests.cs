using System.Collections;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;

namespace Analytics.Node.Tests.Configuration;

public sealed class KafkaSettingsTests
{
    private static readonly Hashtable Environment = new()
    {
        ["ANALYTICS_KAFKA"] = "one:9092,two:9092",
        ["ANALYTICS__KAFKA__PROPERTIES__SASL__PASSWORD"] = "x",
        ["ANALYTICS__KAFKA__COMPRESSION"] = "zstd",
        ["ANALYTICS__KAFKA__GROUP__PROTOCOL"] = "consumer",
    };

    [Fact]
    public void Brokers_properties_and_group_come_from_anywhere_a_setting_may_come_from()
    {
        var options = NodeConfiguration.Load(new NodeArguments(), Environment).Options;
        var log = KafkaSettings.Log(options.Kafka, options.Log, LogTopics.All(options.Log.Partitions, options.Kafka.Sources), _ => { });
        Assert.Equal(("one:9092,two:9092", "zstd", false), (log.Brokers, log.Compression, log.CreateTopics));
        Assert.Equal("x", log.Properties["sasl.password"]);
        Assert.True(KafkaSettings.Group(options.Kafka.Group, ["raw_events"]).BrokerAssigns);
    }

    [Fact]
    public void Events_get_the_brokers_time_and_dead_letters_keep_theirs_for_longer()
    {
        var options = NodeConfiguration.Load(new NodeArguments(), Environment).Options;
        var topics = KafkaSettings.Log(options.Kafka, options.Log, LogTopics.All(options.Log.Partitions, options.Kafka.Sources), _ => { }).Topics;
        var (events, letters) = (topics.Single(t => t.Name == "raw_events"), topics.Single(t => t.Name == "raw_events.dlq"));
        Assert.Equal((options.Log.Partitions, -1, "LogAppendTime"), (events.Partitions, events.Replication, events.Configuration["message.timestamp.type"]));
        Assert.Equal("604800000", events.Configuration["retention.ms"]);
        Assert.Equal((1, "CreateTime", "7776000000"), (letters.Partitions, letters.Configuration["message.timestamp.type"], letters.Configuration["retention.ms"]));
    }

    [Fact]
    public void Without_brokers_the_setting_is_named()
    {
        var options = new NodeOptions();
        Assert.Contains("kafka.brokers", Assert.Throws<OptionsException>(() => KafkaSettings.Log(options.Kafka, options.Log, LogTopics.All(options.Log.Partitions, options.Kafka.Sources), _ => { })).Message, StringComparison.Ordinal);
    }
}
