using System.Text;
using System.Text.Json;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Log.Kafka;
using Analytics.Sinks.Kafka;
using Analytics.Testing;

namespace Analytics.Sinks.Tests.Kafka;

public sealed class TopicSinkTests(TopicFixture fixture) : IClassFixture<TopicFixture>, IAsyncLifetime
{
    private readonly string _sessions = $"sessions-{Guid.NewGuid():n}", _results = $"results-{Guid.NewGuid():n}";
    private KafkaLog? _log;

    public async Task InitializeAsync()
    {
        if (TestKafka.Missing is null) await Task.Run(() => _log = Open());
    }

    public async Task DisposeAsync()
    {
        if (_log is not null) await _log.DisposeAsync();
    }

    [TopicFact]
    public async Task A_session_is_a_JSON_record_in_the_partition_of_its_shard()
    {
        await DeliverAsync(TopicSink.Sessions(_log!, _sessions), sequence: 0, Effects(1), partition: 3);
        var (key, value, _, _) = Assert.Single(Read(_sessions, 1));
        Assert.Equal("shop:\u00FCser \"1\"", key);
        var session = JsonDocument.Parse(value).RootElement;
        Assert.Equal("00000000-0000-0007-0000-000000000001", session.GetProperty("session_id").GetString());
        Assert.Equal(("\u00FCser \"1\"", "2026-11-21T12:00:00.000001Z", 12.5m), (session.GetProperty("user_id").GetString(), session.GetProperty("start").GetString(), session.GetProperty("revenue").GetDecimal()));
        Assert.Equal("/a", Assert.Single(session.GetProperty("path").EnumerateArray()).GetString());
        Assert.Empty(Read(_sessions, 0));
    }

    [TopicFact]
    public async Task A_reader_that_keeps_marks_has_each_result_once_although_an_owner_wrote_when_it_was_none_any_more()
    {
        ISink[] former = Sinks(), next = Sinks();
        foreach (var (sequence, first) in new[] { (0, 1), (0, 1), (1, 4), (1, 4) })
            foreach (var sink in former) await DeliverAsync(sink, sequence, Effects(first, first + 1, first + 2), partition: 0);
        foreach (var sink in next) await DeliverAsync(sink, 2, Effects(7, 8, 9), partition: 0, epoch: 2);
        Assert.Equal(27, Read(_results, 0).Count);
        foreach (var sink in former) await DeliverAsync(sink, 2, Effects(7, 8, 9), partition: 0);

        var records = Read(_results, 0);
        Assert.Equal(36, records.Count);
        Assert.Equal(27, records.Select(record => record.Id).Distinct().Count());
        Assert.Equal(27, records.Select(record => record.Value).Distinct().Count());
        var marks = new Dictionary<string, long>();
        var kept = records.Where(record => Raise(marks, record.Headers)).Select(record => record.Value).ToList();
        Assert.Equal(27 + 3, kept.Count);
        Assert.Equal(records.Select(record => record.Value).Distinct(), kept.Distinct());
        Assert.Equal(4, marks.Count);
    }

    [TopicFact]
    public async Task An_alert_that_was_written_before_its_checkpoint_is_not_written_again_whoever_delivers_it_and_with_whichever_others()
    {
        var former = new AlertTopicSink(_log!, _results);
        await DeliverAsync(former, 0, Effects(1, 2), partition: 0);
        await WriteEarlyAsync(former, 1, Effects(3), partition: 0);
        await WriteEarlyAsync(former, 1, Effects(4), partition: 0);
        await DeliverAsync(former, 1, Effects(3, 4, 5), partition: 0);
        await WriteEarlyAsync(former, 2, Effects(6, 7), partition: 0);
        await WriteEarlyAsync(former, 3, Effects(8), partition: 0);

        // Its checkpoint was number 1; it cuts elsewhere, and has more to say first.
        var next = new AlertTopicSink(_log!, _results);
        await WriteEarlyAsync(next, 3, Effects(9), partition: 0, epoch: 2);
        await DeliverAsync(next, 2, Effects(6), partition: 0, epoch: 2);
        await DeliverAsync(next, 3, Effects(7, 8, 9), partition: 0, epoch: 2);
        await DeliverAsync(next, 4, Effects(10), partition: 0, epoch: 2);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Numbers(Read(_results, 0)));
    }

    [TopicFact]
    public async Task An_ordinary_consumer_has_each_result_once_although_an_owner_died_before_its_checkpoint_could_say_what_it_had_written()
    {
        var former = new AlertTopicSink(_log!, _results);
        foreach (var sequence in new[] { 0, 1, 2 }) await DeliverAsync(former, sequence, Effects(10 * sequence, (10 * sequence) + 1), partition: 0);
        await DeliverAsync(new AlertTopicSink(_log!, _results), 0, Effects(77), partition: 2);
        var next = new AlertTopicSink(_log!, _results);
        foreach (var sequence in new[] { 1, 2, 3 }) await DeliverAsync(next, sequence, Effects(10 * sequence, (10 * sequence) + 1), partition: 0, epoch: 2);
        var other = new AlertTopicSink(_log!, _results);
        await DeliverAsync(other, 3, Effects(30, 31, 99), partition: 0, epoch: 3);
        Assert.Equal(
            [0, 1, 10, 11, 20, 21, 77, 30, 31, 99],
            Numbers(Read(_results, 0)));
    }

    [TopicFact]
    public async Task Windows_that_may_still_grow_come_only_when_they_are_asked_for()
    {
        var effects = Effects(1);
        effects.Windows.Add(effects.Windows[0] with { Pane = WindowPane.Early, Revision = 2 });
        await DeliverAsync(TopicSink.Windows(_log!, _results, early: false), 0, effects, partition: 0);
        await DeliverAsync(TopicSink.Windows(_log!, _results, early: true), 0, effects, partition: 1);
        Assert.Equal("on_time", JsonDocument.Parse(Assert.Single(Read(_results, 0)).Value).RootElement.GetProperty("pane").GetString());
        Assert.Equal(["on_time", "early"], Read(_results, 1).Select(record => JsonDocument.Parse(record.Value).RootElement.GetProperty("pane").GetString()));
    }

    private KafkaLog Open() => KafkaLog.Open(new KafkaLogOptions
    {
        Brokers = fixture.Servers, Library = TestKafka.LibraryPath!, CreateTopics = true, RequestTimeout = TimeSpan.FromSeconds(20),
        Topics = [new KafkaTopic(_sessions, 2) { Replication = 1 }, new KafkaTopic(_results, 2) { Replication = 1 }],
    });

    private static bool Raise(Dictionary<string, long> marks, byte[] headers)
    {
        Assert.True(SourcePosition.TryFind(headers, out var position));
        var source = Convert.ToHexString(position.Source);
        if (marks.TryGetValue(source, out var mark) && position.Offset <= mark) return false;
        marks[source] = position.Offset;
        return true;
    }

    private ISink[] Sinks() => [TopicSink.Sessions(_log!, _results), TopicSink.Windows(_log!, _results, early: false), new AlertTopicSink(_log!, _results)];

    private static IEnumerable<int> Numbers(IEnumerable<(string Key, string Value, UInt128 Id, byte[] Headers)> alerts) =>
        alerts.Select(record => JsonDocument.Parse(record.Value).RootElement.GetProperty("at").GetDateTime().Microsecond);

    private static async Task WriteEarlyAsync(AlertTopicSink sink, long sequence, EffectBatch effects, int partition, long epoch = 1) =>
        await sink.WriteEarlyAsync(Encoded(sink, sequence, effects, partition, epoch), default);

    private static async Task DeliverAsync(ISink sink, long sequence, EffectBatch effects, int partition, long epoch = 1) =>
        await sink.DeliverAsync(Encoded(sink, sequence, effects, partition, epoch), default);

    private static SinkDelivery Encoded(ISink sink, long sequence, EffectBatch effects, int partition, long epoch)
    {
        var shard = new ShardId("raw_events", partition);
        var encoder = sink.CreateEncoder(shard);
        encoder.Encode(effects);
        return new SinkDelivery(shard, epoch, sequence, 10 * sequence, 10 * (sequence + 1), encoder.Cut());
    }

    private static EffectBatch Effects(params int[] numbers)
    {
        var effects = new EffectBatch();
        var start = (new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;
        foreach (var number in numbers)
        {
            var (tenant, user) = (Symbols.Intern("shop"), effects.Text.Append(Encoding.UTF8.GetBytes($"\u00FCser \"{number}\"")));
            effects.Sessions.Add(new SessionRow
            {
                Tenant = tenant, UserId = user, SessionId = new UInt128(7, (ulong)number), Start = start + number, End = start + 9, Revision = 1, RevenueMicros = 12_500_000,
                Path = effects.Text.Append("[\"/a\"]"u8),
            });
            effects.Windows.Add(new WindowRow { Tenant = tenant, Granularity = WindowGranularity.FiveMinutes, Start = start + number, Dimension = WindowDimension.Type, Events = 3, Revision = 1, Pane = WindowPane.OnTime });
            effects.Alerts.Add(new AlertRow { Tenant = tenant, AlertId = (UInt128)number + 99, Rule = Symbols.Intern("velocity"), Severity = Symbols.Intern("high"), KeyField = Symbols.Intern("user"), Key = user, Evidence = effects.Text.Append("{\"events\":[]}"u8), FirstAt = start, At = start + number, Events = 5 });
        }

        return effects;
    }

    private List<(string Key, string Value, UInt128 Id, byte[] Headers)> Read(string topic, int partition)
    {
        var found = new List<(string, string, UInt128, byte[])>();
        var batch = new RecordBatch();
        using var reader = _log!.Partition(topic, partition).OpenReader(0);
        _log.Partition(topic, partition).Refresh();
        while (reader.ReadOrWait(batch, 100, 1 << 20) > 0)
        {
            foreach (ref var record in batch.Records)
                found.Add((Encoding.UTF8.GetString(batch.Bytes(record.Key)), Encoding.UTF8.GetString(batch.Bytes(record.Value)), record.Id, batch.Bytes(record.Headers).ToArray()));
        }

        return found;
    }
}
