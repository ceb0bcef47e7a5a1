using System.Diagnostics;
using System.Globalization;
using Analytics.Testing;

namespace Analytics.Benchmarks.Chaos;

/// <summary>
/// Does harm from a seed: one fault after the other with short pauses, and outages of brokers and ClickHouse beside them. At most one broker is down at a time (two of three
/// must agree), and one node at least is always left alone.
/// </summary>
internal sealed class ChaosFaults(ClusterServers servers, IReadOnlyList<ChaosNode> nodes, ChaosWatch watch, TimeSpan sessionTimeout, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Random _random = new(seed);
    private readonly List<Task> _outages = [];
    private Task _broker = Task.CompletedTask;
    private Task _columns = Task.CompletedTask;

    /// <summary>Faults by kind.</summary>
    public SortedDictionary<string, int> Count { get; } = new(StringComparer.Ordinal);

    /// <summary>From each kill -9 of a node until all partitions ran again, in seconds.</summary>
    public List<double> FailOvers { get; } = [];

    /// <summary>What must not happen, in words.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Runs until the time is over, then heals everything.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            await Task.Delay(Between(500, 4_000));
            await ReviveAsync();
            await NextAsync();
            if (Environment.GetEnvironmentVariable("ANALYTICS_TRACE") is not null) await Console.Error.WriteLineAsync($"  {watch.State}");
        }

        await Task.WhenAll(_outages);
        await ReviveAsync();
    }

    /// <summary>Starts nodes again that ended by themselves, and complains.</summary>
    public async Task ReviveAsync()
    {
        foreach (var node in nodes.Where(node => node.DiedByItself))
        {
            Complaints.Add($"node {node.Name} ended by itself and said: {LastWords(node.Process!.Output)}");
            await Console.Error.WriteLineAsync(Complaints[^1]);
            await node.StopAsync();
            node.Launch();
        }
    }

    /// <summary>From the fault on that nobody caught; else the last lines.</summary>
    private static string LastWords(string output)
    {
        var unhandled = output.IndexOf("Unhandled exception", StringComparison.Ordinal);
        return unhandled >= 0 ? output[unhandled..] : string.Join('\n', output.Split('\n').TakeLast(6));
    }

    private Task NextAsync()
    {
        var node = nodes[_random.Next(nodes.Count)];
        return _random.Next(14) switch
        {
            < 4 => KillAsync(node),
            < 6 => ZombieAsync(node),
            < 8 => RestartAsync(node),
            < 10 => BrokerAsync(),
            10 => PostgresAsync(),
            < 13 => ColumnsGoneAsync(),
            _ => ColumnsSlowAsync(),
        };
    }

    private async Task KillAsync(ChaosNode node)
    {
        await SayAsync("kill -9 of a node", node.Name);
        var clock = Stopwatch.StartNew();
        await node.KillAsync();
        if (await watch.AllRunAsync(Patience)) FailOvers.Add(clock.Elapsed.TotalSeconds);
        else await ComplainAsync($"{Patience.TotalSeconds:0} s after the end of node {node.Name}: {watch.State}");
        node.Launch();
    }

    private async Task ZombieAsync(ChaosNode node)
    {
        var pause = sessionTimeout + Between(1_000, 6_000);
        await SayAsync("SIGSTOP of a node past its session time-out", string.Create(CultureInfo.InvariantCulture, $"{node.Name} for {pause.TotalSeconds:0.0} s"));
        if (node.Process is not null) await node.PauseAsync(pause);
    }

    private async Task RestartAsync(ChaosNode node)
    {
        await SayAsync("restart of a node", node.Name);
        var clock = Stopwatch.StartNew();
        var hadBegun = node.HasBegun;
        var code = await node.StopAsync();
        if (code != 0 && hadBegun) await ComplainAsync($"node {node.Name} stopped with code {code}");
        if (clock.Elapsed > TimeSpan.FromSeconds(35)) await ComplainAsync(string.Create(CultureInfo.InvariantCulture, $"node {node.Name} took {clock.Elapsed.TotalSeconds:0} s to stop"));
        node.Launch();
    }

    private async Task BrokerAsync()
    {
        if (!servers.Brokers.IsOwn || !_broker.IsCompleted) return;
        var (broker, time) = (_random.Next(1, 4), Between(2_000, 10_000));
        await SayAsync("kill -9 of a broker", string.Create(CultureInfo.InvariantCulture, $"{broker} for {time.TotalSeconds:0.0} s"));
        // One that ended by itself (its machine is short of memory) is a fault of the world like any other.
        if (!await servers.Brokers.TryKillAsync(broker)) await SayAsync("a broker had ended by itself", $"{broker}");
        // It must catch up before another one may go.
        Beside(ref _broker, async () =>
        {
            await Task.Delay(time);
            await servers.Brokers.RestartAsync(broker);
            await Task.Delay(15_000);
        });
    }

    private async Task PostgresAsync()
    {
        var hard = _random.Next(2) == 0;
        await SayAsync("restart of PostgreSQL", hard ? "SIGKILL" : "SIGINT");
        using var kill = Process.Start("kill", [hard ? "-KILL" : "-INT", servers.Postgres.Server.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task ColumnsGoneAsync()
    {
        if (servers.Proxy is not { } proxy || !_columns.IsCompleted) return;
        var time = Between(1_000, 15_000);
        await SayAsync("ClickHouse away", string.Create(CultureInfo.InvariantCulture, $"for {time.TotalSeconds:0.0} s"));
        await proxy.SetReachableAsync(false);
        Beside(ref _columns, async () =>
        {
            await Task.Delay(time);
            await proxy.SetReachableAsync(true);
        });
    }

    private async Task ColumnsSlowAsync()
    {
        if (servers.Proxy is not { } proxy || !_columns.IsCompleted) return;
        var (time, latency) = (Between(4_000, 15_000), Between(200, 2_000));
        await SayAsync("ClickHouse slow", string.Create(CultureInfo.InvariantCulture, $"by {latency.TotalMilliseconds:0} ms for {time.TotalSeconds:0.0} s"));
        await proxy.SlowAsync(latency, kilobytesPerSecond: 500);
        Beside(ref _columns, async () =>
        {
            await Task.Delay(time);
            await proxy.QuickenAsync();
        });
    }

    private void Beside(ref Task slot, Func<Task> outage)
    {
        slot = outage();
        _outages.Add(slot);
    }

    private TimeSpan Between(int least, int most) => TimeSpan.FromMilliseconds(_random.Next(least, most));

    private Task SayAsync(string kind, string detail)
    {
        Count[kind] = Count.GetValueOrDefault(kind) + 1;
        return Console.Error.WriteLineAsync($"{DateTime.UtcNow:HH:mm:ss} {kind}: {detail}");
    }

    private Task ComplainAsync(string complaint)
    {
        Complaints.Add(complaint);
        return Console.Error.WriteLineAsync(complaint);
    }
}
