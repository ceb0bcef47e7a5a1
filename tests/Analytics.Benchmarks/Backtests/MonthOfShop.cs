using System.Globalization;
using System.Text.Unicode;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Ingestion.Decoding;
using Analytics.Log.Segments;
using Analytics.Node.Backtests.Past;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Sinks.ClickHouse;

namespace Analytics.Benchmarks.Backtests;

/// <summary>A shop's month: 200,000 users, one event in five a purchase, the rest visits; four partitions. Alike in the store and in a log, though not the same: numbers are hashed in other ways.</summary>
internal static class MonthOfShop
{
    public const long MicrosOfMonth = 30L * 86_400 * 1_000_000;

    private const int Users = 200_000, Partitions = 4;

    /// <summary>When it begins, microseconds since 1970.</summary>
    public static readonly long Begin = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    /// <summary>Makes it in the store.</summary>
    public static async Task FillAsync(ClickHouseConnection connection, int events)
    {
        const int AtOnce = 1_000_000;
        for (var from = 0; from < events; from += AtOnce)
        {
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"writing events from {from:N0} on to ClickHouse"));
            await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
                INSERT INTO analytics.events (tenant, timestamp, received_at, type, kind, shape, user_id, session_id, amount, has_amount, url, country, located, properties, topic, partition, offset)
                WITH number AS n, cityHash64(n) % {{Users}} AS user, cityHash64(n, 7) % 5 = 0 AS buys, fromUnixTimestamp64Micro(toInt64({{Begin}} + intDiv(n * {{MicrosOfMonth / 1000}}, {{events}}) * 1000), 'UTC') AS at
                SELECT 'shop', at, at, if(buys, 'purchase', 'page_view'), if(buys, 'purchase', 'page_view'), 'shop', lower(hex(sipHash128(user))), concat('s', toString(n)), if(buys, (cityHash64(n, 9) % 20000) / 100, 0), buys,
                  concat('/p/', toString(n % 1000)), 'IT', false, if(buys, concat('{"card":"c', toString(user), '","merchant":"m', toString(n % 300), '"}'), '{"page":"home"}'), 'raw_events', toInt32(user % {{Partitions}}), toInt64(n)
                FROM numbers({{from}}, {{Math.Min(AtOnce, events - from)}})
                """), CancellationToken.None);
        }
    }

    /// <summary>Makes it as a log of what the door takes.</summary>
    public static async Task<SegmentLog> FillAsync(string folder, int events)
    {
        const int AtOnce = 100_000;
        var log = SegmentLog.Open(new SegmentLogOptions { Directory = folder, Topics = LogTopics.All(Partitions, []), RetentionAge = null }, TimeProvider.System);
        var batch = new RecordBatch();
        for (var from = 0; from < events; from += AtOnce)
        {
            if (from % 1_000_000 == 0) await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"writing events from {from:N0} on to the log"));
            batch.Clear();
            var of = Enumerable.Range(0, Partitions).Select(_ => new List<int>()).ToArray();
            for (var i = from; i < Math.Min(events, from + AtOnce); i++) of[Add(batch, i, events)].Add(batch.Count - 1);
            await Task.WhenAll(of.Select((indices, partition) => log.Partition(LogTopics.RawEvents, partition).AppendAsync(batch, indices.ToArray(), new long[indices.Count]).AsTask()));
        }

        return log;
    }

    /// <summary>The log as a node reads it again.</summary>
    public static PastLog Past(SegmentLog log, NodeOptions options, string assets)
    {
        var tenants = new DefaultTenants();
        var enrichment = EnrichmentAssets.Load(new EnrichmentOptions { Assets = assets }, tenants, new byte[32], null);
        var lanes = new Lanes(options, log, () => new EventDecoder(new Ingestion.Decoding.DecodingOptions(), tenants, 42), enrichment.CreatePipeline, tenants, new Actors.Rules.RuleBoard()).Define([]);
        return new PastLog(log, lanes, Settings.Shard(options.Shards, options.Log, options.Rules));
    }

    private static int Add(RecordBatch batch, int number, int events)
    {
        var (user, buys) = (Hash(number, 1) % Users, Hash(number, 7) % 5 == 0);
        var at = Begin + (long)number * (MicrosOfMonth / 1000) / events * 1000;
        ref var record = ref batch.Add();
        record.ReceivedAt = at;
        Span<byte> header = stackalloc byte[32];
        record.Headers = batch.Append(header[..RecordHeaders.Write(header, RecordHeaders.Tenant, "shop"u8)]);
        var time = DateTime.UnixEpoch.AddTicks(at * 10);
        Span<byte> text = stackalloc byte[512];
        var written = 0;
        if (buys)
        {
            Utf8.TryWrite(text, CultureInfo.InvariantCulture, $$"""{"eventType":"purchase","service":"SHOP","userEmail":"user{{user}}@shop.example","sessionId":"s{{number}}","amount":{{Hash(number, 9) % 200}}.{{number % 100:00}},"timestamp":"{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}","url":"/p/{{number % 1000}}","metadata":{"card":"c{{user}}","merchant":"m{{number % 300}}","ip":"81.2.69.{{number % 256}}"} }""", out written);
        }
        else
        {
            Utf8.TryWrite(text, CultureInfo.InvariantCulture, $$"""{"eventType":"page_view","service":"SHOP","userEmail":"user{{user}}@shop.example","sessionId":"s{{number}}","timestamp":"{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}","url":"/p/{{number % 1000}}","metadata":{"page":"home","ip":"81.2.69.{{number % 256}}"} }""", out written);
        }

        record.Value = batch.Append(text[..written]);
        return (int)(user % Partitions);
    }

    private static ulong Hash(int number, ulong seed) => KeyHash.Compute(BitConverter.GetBytes(number), seed);
}
