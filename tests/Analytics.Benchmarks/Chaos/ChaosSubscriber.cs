using System.Diagnostics;
using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Benchmarks.Chaos;

/// <summary>A subscriber of alerts with a webhook that is no better than the rest: it refuses some messages, hangs up on some, and notes the keys of all.</summary>
internal sealed class ChaosSubscriber : IAsyncDisposable
{
    private readonly MessageReceiver _receiver;
    private readonly Random _random;

    private ChaosSubscriber(MessageReceiver receiver, int seed) => (_receiver, _random) = (receiver, new Random(seed));

    /// <summary>Settings of the nodes.</summary>
    public IReadOnlyList<string> Settings =>
    [
        "--set", "alerts.allowed-networks=[\"127.0.0.0/8\"]", "--set", "alerts.retry-max=5s", "--set", "alerts.breaker-open-for=2s",
        "--set", $"alerts.channels=[{{ name = hook, tenants = [\"*\"], url = \"{_receiver.Address}hook\", secret = \"s3cret\", group-by = [entity], group-interval = 0s }}]",
    ];

    /// <summary>Messages that came more than once, under the same key.</summary>
    public int Repeats => _receiver.All.Count - _receiver.All.DistinctBy(message => message.Id).Count();

    /// <summary>Listens.</summary>
    public static async Task<ChaosSubscriber> StartAsync(int seed)
    {
        var subscriber = new ChaosSubscriber(await MessageReceiver.StartAsync(), seed);
        subscriber._receiver.Answer = _ => subscriber.Answer();
        return subscriber;
    }

    /// <summary>What it was told otherwise than it should have been, in words; waits until it was told everything, or patience is over.</summary>
    /// <param name="alerts">Ids of the alerts that were raised.</param>
    /// <param name="patience">How long to wait for the last of them.</param>
    public async Task<IEnumerable<string>> DifferencesAsync(IReadOnlySet<string> alerts, TimeSpan patience)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience && !alerts.IsSubsetOf(Told().Select(one => one.Alert));) await Task.Delay(1_000);
        var told = Told().Distinct().ToList();
        var keys = told.GroupBy(one => one.Alert).ToDictionary(same => same.Key, same => same.Count());
        var (missing, unknown, twice) = (alerts.Count(id => !keys.ContainsKey(id)), keys.Keys.Count(id => !alerts.Contains(id)), keys.Values.Count(count => count > 1));
        return missing + unknown + twice == 0 ? [] : [$"webhook: of {alerts.Count} alerts {missing} were not told, {unknown} are unknown, {twice} were told under more than one key"];
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    // What was refused was told all the same, as far as keys go.
    private IEnumerable<(string Alert, string Key)> Told()
    {
        foreach (var message in _receiver.All)
        {
            using var body = JsonDocument.Parse(message.Body);
            foreach (var alert in body.RootElement.GetProperty("alerts").EnumerateArray()) yield return (alert.GetProperty("id").GetString()!, message.Id);
        }
    }

    private int Answer()
    {
        lock (_random)
        {
            return _random.Next(50) switch { 0 => 503, 1 => 0, _ => 200 };
        }
    }
}
