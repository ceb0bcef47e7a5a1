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
    public async Task A_reader_that_keeps_either_mark_has_each_result_once_however_often_deliveries_come()
    {
        ISink[] sinks = [TopicSink.Sessions(_log!, _results), TopicSink.Windows(_log!, _results, early: false), TopicSink.Alerts(_log!, _results)];
        foreach (var (sequence, first) in new[] { (0, 1), (0, 1), (1, 4), (1, 4), (2, 7) })
            foreach (var sink in sinks) await DeliverAsync(sink, sequence, Effects(first, first + 1, first + 2), partition: 0);

        var records = Read(_results, 0);
        Assert.Equal(45, records.Count);
        Assert.Equal(27, records.Select(record => record.Id).Distinct().Count());
        Assert.Equal(27, records.Select(record => record.Value).Distinct().Count());
        var marks = new Dictionary<string, long>();
        var kept = records.Where(record => Raise(marks, record.Headers)).Select(record => record.Value).ToList();
        Assert.Equal(records.Select(record => record.Value).Distinct(), kept);
        Assert.Equal(3, marks.Count);
    }

    [TopicFact]
    public async Task An_ordinary_consumer_has_each_result_once_although_an_owner_died_before_its_checkpoint_could_say_what_it_had_written()
    {
        var former = TopicSink.Alerts(_log!, _results);
        foreach (var sequence in new[] { 0, 1, 2 }) await DeliverAsync(former, sequence, Effects(10 * sequence, (10 * sequence) + 1), partition: 0);
        await DeliverAsync(TopicSink.Alerts(_log!, _results), 0, Effects(77), partition: 2);
        var next = TopicSink.Alerts(_log!, _results);
        foreach (var sequence in new[] { 1, 2, 3 }) await DeliverAsync(next, sequence, Effects(10 * sequence, (10 * sequence) + 1), partition: 0, epoch: 2);
        var other = TopicSink.Alerts(_log!, _results);
        await DeliverAsync(other, 3, Effects(30, 31, 99), partition: 0, epoch: 3);
        Assert.Equal(
            [0, 1, 10, 11, 20, 21, 77, 30, 31, 99],
            Read(_results, 0).Select(record => (int)JsonDocument.Parse(record.Value).RootElement.GetProperty("at").GetDateTime().Microsecond));
    }

    [TopicFact]
    public async Task Windows_that_may_still_grow_come_only_when_they_are_asked_for()
    {
        var effects = Effects(1);
        effects.Windows.Add(effects.Windows[0] with { Pane = WindowPane.Early });
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

    private static async Task DeliverAsync(ISink sink, long sequence, EffectBatch effects, int partition, long epoch = 1)
    {
        var shard = new ShardId("raw_events", partition);
        var encoder = sink.CreateEncoder(shard);
        encoder.Encode(effects);
        await sink.DeliverAsync(new SinkDelivery(shard, epoch, sequence, 0, 10, encoder.Cut()), default);
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
