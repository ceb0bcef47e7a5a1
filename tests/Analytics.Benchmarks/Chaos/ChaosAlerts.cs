using System.Text.Json;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Benchmarks.Chaos;

/// <summary>The alerts of a run: each order over an amount raises one. What an ordinary consumer of the topic has, and what the stores have.</summary>
internal sealed class ChaosAlerts
{
    private const decimal Limit = 800;
    private const string Topic = "analytics.alerts";
    private readonly Dictionary<string, HashSet<string>> _ids = [];

    /// <summary>Settings of the nodes.</summary>
    public static IReadOnlyList<string> Settings { get; } =
        ["--set", "sinks.kafka.enabled=on", "--set", FormattableString.Invariant($"rules.presets=[\"large_purchase given limit = {Limit}\"]")];

    /// <summary>Ids of all alerts in the topic.</summary>
    public IReadOnlySet<string> Ids => _ids.Values.SelectMany(ids => ids).ToHashSet();

    /// <summary>Records in the topic that repeat one before them.</summary>
    public int Repeats { get; private set; }

    /// <summary>Reads the topic from its start.</summary>
    public static async Task<ChaosAlerts> ReadAsync(string brokers)
    {
        await using var log = KafkaLog.Open(new KafkaLogOptions { Brokers = brokers, Library = TestKafka.LibraryPath!, Topics = [new(Topic, 0)] });
        var alerts = new ChaosAlerts();
        for (var partition = 0; partition < log.Topics[0].Partitions; partition++) alerts.Read(log.Partition(Topic, partition));
        return alerts;
    }

    /// <summary>What topic and stores have otherwise than the history says, in words.</summary>
    public async Task<IEnumerable<string>> DifferencesAsync(ClusterServers servers, string tenant, IReadOnlyCollection<ShopEvent> history)
    {
        var expected = history.Count(e => e.Type == "ORDER_PLACED" && e.Amount > Limit);
        var inTopic = _ids.TryGetValue(tenant, out var ids) ? ids.Count : 0;
        var inClickHouse = long.Parse(await servers.QueryAsync($"SELECT uniqExact(alert_id) FROM analytics.alerts WHERE tenant = '{tenant}' AND rule = 'large_purchase'"));
        var inPostgres = await servers.CountAsync("SELECT count(*) FROM analytics.alerts WHERE tenant = $1 AND rule = 'large_purchase'", tenant);
        return inTopic == expected && inClickHouse == expected && inPostgres == expected
            ? []
            : [$"{tenant}: {expected} alerts are right; the topic has {inTopic}, ClickHouse {inClickHouse}, PostgreSQL {inPostgres}"];
    }

    private void Read(ILogPartition partition)
    {
        partition.Refresh();
        var batch = new RecordBatch();
        using var reader = partition.OpenReader(partition.StartOffset);
        while (reader.Position < partition.EndOffset && reader.ReadOrWait(batch, 4_096, 4 << 20) > 0)
        {
            foreach (ref readonly var record in batch.Records)
            {
                using var alert = JsonDocument.Parse(batch.Bytes(record.Value).ToArray());
                if (alert.RootElement.GetProperty("rule").GetString() != "large_purchase") continue;
                var tenant = alert.RootElement.GetProperty("tenant").GetString()!;
                if (!_ids.TryGetValue(tenant, out var ids)) _ids[tenant] = ids = [];
                if (!ids.Add(alert.RootElement.GetProperty("alert_id").GetString()!)) Repeats++;
            }
        }
    }
}
