using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Benchmarks.Kafka;

/// <summary>One or two nodes over the same servers, and what can be seen of their shards.</summary>
internal sealed class KafkaCluster(ClusterServers servers, int shards) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, NodeProcess> _nodes = [];
    private readonly Dictionary<string, int> _ports = [];

    /// <summary>The node of a name, while it runs.</summary>
    public NodeProcess this[string name] => _nodes[name];

    /// <summary>Starts a node and waits until the group is whole and each node has its part.</summary>
    /// <returns>The longest time in which a shard that ran before did not run.</returns>
    public async Task<TimeSpan> StartAsync(string name, bool standby = false)
    {
        if (!_ports.TryGetValue(name, out var port)) _ports[name] = port = NodeProcess.FreePort();
        var before = _nodes.Count;
        _nodes[name] = servers.Launch(name, port, "--set", $"shards.standby={(standby ? "on" : "off")}");
        var pause = PauseAsync([.. _nodes.Values], before);
        using var limit = new CancellationTokenSource(Patience);
        await this[name].UntilReadyAsync(limit.Token);
        return await pause;
    }

    /// <summary>SIGTERM, and gone.</summary>
    public async Task StopAsync(string name)
    {
        if (!_nodes.Remove(name, out var node)) return;
        await node.StopAsync();
        await node.DisposeAsync();
    }

    /// <summary>SIGKILL of one node until the other runs every shard.</summary>
    public async Task<TimeSpan> FailOverAsync(string victim, string survivor)
    {
        var clock = Stopwatch.StartNew();
        await this[victim].KillAsync();
        if (_nodes.Remove(victim, out var gone)) await gone.DisposeAsync();
        while (Running(survivor, await ShardsAsync(this[survivor])) < shards)
        {
            if (clock.Elapsed > Patience) throw new InvalidOperationException($"{survivor} did not take over:\n{this[survivor].Output}");
            await Task.Delay(20);
        }

        return clock.Elapsed;
    }

    /// <summary>Waits until every sink has everything.</summary>
    public async Task UntilDeliveredAsync(string asked)
    {
        var watch = Stopwatch.StartNew();
        for (var told = TimeSpan.Zero; ; await Task.Delay(100))
        {
            var all = await ShardsAsync(this[asked]);
            if (all.Count == shards && all.TrueForAll(shard => At(shard, "deliveredOffset") == At(shard, "end"))) return;
            if (watch.Elapsed > Patience) throw new InvalidOperationException($"The sinks did not get everything:\n{this[asked].Output}");
            if (watch.Elapsed - told < TimeSpan.FromSeconds(5)) continue;
            told = watch.Elapsed;
            await Console.Error.WriteLineAsync($"{told.TotalSeconds:0} s: processed {all.Sum(shard => At(shard, "position")):N0}, delivered {all.Sum(shard => At(shard, "deliveredOffset")):N0}");
        }
    }

    /// <summary>Waits, while nothing new comes, until a node has a copy of each shard that another owns and that has something.</summary>
    public async Task UntilCopiedAsync(string name)
    {
        Dictionary<string, long> before = [];
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(TimeSpan.FromSeconds(2)))
        {
            var wanted = (await ShardsAsync(this[name])).Where(shard => Text(shard, "node") != name && At(shard, "end") > 0).Select(Name);
            var copies = (await this[name].GetAsync("/api/v1/admin/cluster")).GetProperty("nodes").EnumerateArray().Single(node => node.GetProperty("id").GetString() == name)
                .GetProperty("standby").EnumerateArray().ToDictionary(Name, copy => At(copy, "generation"));
            if (!wanted.Except(copies.Keys).Any() && copies.Count == before.Count && !copies.Except(before).Any()) return;
            before = copies;
        }

        throw new InvalidOperationException($"{name} has no copies:\n{this[name].Output}");
    }

    /// <summary>Processor seconds of all nodes together.</summary>
    public double CpuSeconds => _nodes.Values.Sum(node => ProcessUsage.Of(node.Id).CpuSeconds);

    /// <summary>Bytes of the node that took most.</summary>
    public double PeakBytes => _nodes.Values.Max(node => ProcessUsage.Of(node.Id).PeakBytes);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values) await node.DisposeAsync();
    }

    // Until all run and every node has some: the longest time without one of them, once there was a whole.
    private async Task<TimeSpan> PauseAsync(List<NodeProcess> nodes, int before)
    {
        var (longest, whole) = (TimeSpan.Zero, before == 0 ? 0 : Stopwatch.GetTimestamp());
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(20))
        {
            var running = (await Task.WhenAll(nodes.Select(TryShardsAsync))).SelectMany(all => all).Where(IsRunning).Select(shard => (Name(shard), Text(shard, "node"))).Distinct().ToList();
            if (running.Select(shard => shard.Item1).Distinct().Count() < shards) continue;
            if (whole != 0 && Stopwatch.GetElapsedTime(whole) is var gap && gap > longest) longest = gap;
            whole = Stopwatch.GetTimestamp();
            if (running.Select(shard => shard.Item2).Distinct().Count() == nodes.Count) return longest;
        }

        throw new InvalidOperationException($"The shards did not come to rest:\n{nodes[^1].Output}");
    }

    private static async Task<List<JsonElement>> TryShardsAsync(NodeProcess node)
    {
        try
        {
            return await ShardsAsync(node);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // It is just starting, or asks one that is gone.
            return [];
        }
    }

    private static async Task<List<JsonElement>> ShardsAsync(NodeProcess node) => [.. (await node.GetAsync("/api/v1/status")).GetProperty("shards").EnumerateArray()];

    private static int Running(string node, List<JsonElement> all) => all.Count(shard => IsRunning(shard) && Text(shard, "node") == node);

    private static bool IsRunning(JsonElement shard) => Text(shard, "state") is "running" or "waiting";

    private static string Name(JsonElement shard) => string.Create(CultureInfo.InvariantCulture, $"{Text(shard, "topic")}-{At(shard, "partition")}");

    private static string? Text(JsonElement shard, string name) => shard.GetProperty(name).GetString();

    private static long At(JsonElement shard, string name) => shard.GetProperty(name).GetInt64();
}
