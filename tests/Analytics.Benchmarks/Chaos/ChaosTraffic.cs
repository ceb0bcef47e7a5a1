using System.Diagnostics;
using System.Net;
using System.Text;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Log.Kafka;
using Analytics.Testing;

namespace Analytics.Benchmarks.Chaos;

/// <summary>
/// Sends two shops' histories at an even rate: one into Kafka under keys of its own, as a producer does that knows nothing of the node, one over HTTP. Whatever is not acknowledged
/// is sent again, with the same ids: so each event counts once.
/// </summary>
internal sealed class ChaosTraffic(IReadOnlyList<ChaosNode> nodes, int eventsPerSecond)
{
    public const string KafkaTenant = "kafka";
    public const string HttpTenant = "http";
    public const string Source = "shop.events";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private int _retries;

    /// <summary>Sends that were not acknowledged and done again.</summary>
    public int Retries => _retries;

    /// <summary>Half of it into the topic of the lane, half into a topic of the shop's own.</summary>
    public async Task ProduceAsync(KafkaLog log, IReadOnlyList<ShopEvent> history)
    {
        await PacedAsync(history, async (from, batch) =>
        {
            var byPartition = Enumerable.Range(0, batch.Count).GroupBy(i => Place(log, batch[i], from + i));
            var records = Records(batch, from);
            await Task.WhenAll(byPartition.Select(group => AppendAsync(group.Key, records, [.. group])));
        });
    }

    public async Task PostAsync(IReadOnlyList<ShopEvent> history)
    {
        var turn = 0;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(40) };
        await PacedAsync(history, async (from, batch) =>
        {
            var lines = string.Concat(batch.Select((e, i) => Line(e, "h", from + i)));
            while (!await TryPostAsync(client, nodes[turn++ % nodes.Count], lines)) await AgainAsync();
        });
    }

    private static ILogPartition Place(KafkaLog log, ShopEvent e, int number)
    {
        var topic = log.Topics[number % 2];
        return log.Partition(topic.Name, (int)(KeyHash.Compute(Encoding.UTF8.GetBytes(e.EntityId), 3) % (ulong)topic.Partitions));
    }

    private static RecordBatch Records(List<ShopEvent> batch, int from)
    {
        var records = new RecordBatch();
        Span<byte> header = stackalloc byte[32];
        var length = RecordHeaders.Write(header, RecordHeaders.Tenant, Encoding.ASCII.GetBytes(KafkaTenant));
        for (var i = 0; i < batch.Count; i++)
        {
            ref var record = ref records.Add();
            record.Headers = records.Append(header[..length]);
            record.Key = records.Append(Encoding.UTF8.GetBytes(batch[i].EntityId));
            record.Value = records.Append(Encoding.UTF8.GetBytes(Line(batch[i], "k", from + i).TrimEnd()));
        }

        return records;
    }

    private static string Line(ShopEvent e, string prefix, int number)
    {
        var line = new StringBuilder();
        e.WriteLine(line);
        return line.Insert(1, $"\"id\":\"{prefix}-{number}\",").ToString();
    }

    private async Task AppendAsync(ILogPartition partition, RecordBatch records, int[] indices)
    {
        while (true)
        {
            try
            {
                await partition.AppendAsync(records, indices, new long[indices.Length]);
                return;
            }
            catch (LogUnavailableException)
            {
                await AgainAsync();
            }
        }
    }

    private static async Task<bool> TryPostAsync(HttpClient client, ChaosNode node, string lines)
    {
        if (node.IsPaused || node.Process?.Address is not { } address) return false;
        try
        {
            using var content = new StringContent(lines);
            content.Headers.ContentType = new("application/x-ndjson");
            content.Headers.Add("X-Tenant-Id", HttpTenant);
            using var answer = await client.PostAsync(new Uri(address, "/api/v1/events"), content);
            return answer.StatusCode == HttpStatusCode.Accepted;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private Task AgainAsync()
    {
        Interlocked.Increment(ref _retries);
        return Task.Delay(Pause);
    }

    /// <summary>A batch every tenth of a second; one that took longer is made up for.</summary>
    private async Task PacedAsync(IReadOnlyList<ShopEvent> history, Func<int, List<ShopEvent>, Task> send)
    {
        var watch = Stopwatch.StartNew();
        for (var sent = 0; sent < history.Count;)
        {
            var due = Math.Min(history.Count, (int)(watch.Elapsed.TotalSeconds * eventsPerSecond));
            var batch = history.Skip(sent).Take(Math.Min(due - sent, 2_000)).ToList();
            if (batch.Count > 0) await send(sent, batch);
            sent += batch.Count;
            if (due - sent < eventsPerSecond / 10) await Task.Delay(100);
        }
    }
}
