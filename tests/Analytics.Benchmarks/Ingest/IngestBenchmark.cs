using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Analytics.Testing;

namespace Analytics.Benchmarks.Ingest;

/// <summary>
/// HTTP with durable acknowledgement. Single events at a fixed rate, open loop: latency counts from the instant at which a request should have been sent.
/// Then batches of 500, closed loop, as many as go.
/// </summary>
internal sealed class IngestBenchmark : IBenchmark
{
    private const int BatchSize = 500;

    public string Name => "ingest";

    public string Summary => "HTTP with durable acknowledgement: latency at 5,000 single events/s, rate in batches of 500 (--rate 5000 --seconds 20, --set key=value)";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkArguments arguments)
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeProcess.StartAsync(folder.File("node"), [.. arguments.NodeSettings]);
        var rate = arguments.Int("rate", 5_000);
        var seconds = arguments.Int("seconds", 20);
        // Until the runtime has compiled its hot methods for good, compiling takes a core.
        var warmUp = arguments.Int("warm-up", 25);
        await Console.Error.WriteLineAsync($"single events at {rate}/s for {seconds} s, after {warmUp} s of warm-up");
        await SinglesAsync(node.Address.Port, rate, warmUp, seed: 1);
        var before = ProcessUsage.Of(node.Id).CpuSeconds;
        using var bare = new BareFlush(folder.File("bare"));
        var singles = await SinglesAsync(node.Address.Port, rate, seconds, seed: 2);
        var disk = bare.Stop();
        var cpu = ProcessUsage.Of(node.Id).CpuSeconds - before;
        await Console.Error.WriteLineAsync($"batches of {BatchSize} for 10 s, after 5 s of warm-up");
        await BatchesAsync(node.Address.Port, 5, seed: 3);
        var batches = await BatchesAsync(node.Address.Port, 10, seed: 4);
        return
        [
            new("single events acknowledged", singles.Rate, "requests/s", Floor: rate * 0.99),
            new("acknowledgement p50", singles.Latency.Percentile(0.50), "ms", LowerIsBetter: true),
            new("acknowledgement p95", singles.Latency.Percentile(0.95), "ms", Floor: 5, Goal: 1, LowerIsBetter: true, Peer: Beside(disk, 0.95)),
            new("acknowledgement p99", singles.Latency.Percentile(0.99), "ms", LowerIsBetter: true, Peer: Beside(disk, 0.99)),
            new("processor time of the node for one", cpu * 1e6 / singles.Latency.Count, "µs", LowerIsBetter: true, Peer: "everything behind it included"),
            new("refused or failed", singles.Failed + batches.Failed, "requests", Floor: 0, LowerIsBetter: true),
            new("events in batches of 500", batches.Rate * BatchSize, "events/s"),
            new("batch acknowledgement p95", batches.Latency.Percentile(0.95), "ms", LowerIsBetter: true),
        ];
    }

    private static string Beside(LatencyRecord disk, double share) => string.Create(CultureInfo.InvariantCulture, $"a bare flush {disk.Percentile(share):0.0} ms");

    private static async Task<(double Rate, LatencyRecord Latency, int Failed)> SinglesAsync(int port, int rate, int seconds, int seed)
    {
        var requests = Requests(seed, rate * seconds, 1);
        using var driver = new OpenLoop(port, 64);
        var (elapsed, latency, failed) = await Task.Factory.StartNew(() => driver.Run(requests, rate), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return (latency.Count / elapsed, latency, failed);
    }

    private static async Task<(double Rate, LatencyRecord Latency, int Failed)> BatchesAsync(int port, int seconds, int seed)
    {
        var requests = Requests(seed, 400 * seconds * BatchSize / 4, BatchSize);
        var latency = new LatencyRecord(requests.Count);
        var connections = await ConnectAsync(port, 4);
        var (next, failed) = (-1, 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(connections.Select(async connection =>
        {
            for (var number = Interlocked.Increment(ref next); number < requests.Count && watch.Elapsed.TotalSeconds < seconds; number = Interlocked.Increment(ref next))
            {
                var sent = watch.Elapsed.TotalMilliseconds;
                if (await connection.SendAsync(requests[number]) != 202) Interlocked.Increment(ref failed);
                latency.Add(watch.Elapsed.TotalMilliseconds - sent);
            }
        }));
        var elapsed = watch.Elapsed.TotalSeconds;
        foreach (var connection in connections) connection.Dispose();
        return (latency.Count / elapsed, latency, failed);
    }

    private static async Task<ConcurrentBag<RawHttpConnection>> ConnectAsync(int port, int count)
    {
        var connections = new ConcurrentBag<RawHttpConnection>();
        for (var i = 0; i < count; i++)
        {
            var connection = new RawHttpConnection();
            await connection.ConnectAsync(port);
            connections.Add(connection);
        }

        return connections;
    }

    /// <summary>Ready-made requests; the events of one request are of one tenant.</summary>
    private static List<ReadOnlyMemory<byte>> Requests(int seed, int events, int perRequest)
    {
        var source = new BenchmarkEvents(seed);
        var start = DateTimeOffset.UtcNow.AddSeconds(-events / 1_000.0);
        var requests = new List<ReadOnlyMemory<byte>>(events / perRequest);
        var body = new MemoryStream();
        for (var i = 0; i < events / perRequest; i++)
        {
            body.SetLength(0);
            var tenant = "";
            for (var e = 0; e < perRequest; e++)
            {
                (tenant, var json) = source.Next(start);
                body.Write(json);
                body.WriteByte((byte)'\n');
            }

            var head = Encoding.ASCII.GetBytes(
                $"POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Tenant-Id: {tenant}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {body.Length}\r\n\r\n");
            requests.Add((byte[])[.. head, .. body.ToArray()]);
        }

        return requests;
    }
}
