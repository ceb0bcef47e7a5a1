using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Analytics.Testing;

namespace Analytics.Benchmarks.Peers;

/// <summary>
/// The time from the send of a record to the alert that it causes once everything runs warm: kcat sends and kcat reads, so that nothing of the clients is still being compiled. Events come at a rate, and
/// fifty times a second five purchases of a new user; the time runs from the fifth.
/// </summary>
internal sealed class KcatLatency(int rate, TimeSpan warmUp, TimeSpan measured)
{
    private const int ProbesASecond = 50;
    private const int PurchasesOfAlert = 5;
    private const string Tenant = "steady";
    private readonly ConcurrentDictionary<string, long> _sent = new();
    private readonly LatencyRecord _times = new((int)measured.TotalSeconds * ProbesASecond + ProbesASecond);
    private readonly BenchmarkEvents _events = new(seed: 7_001);
    private long _number;
    private int _probes;

    /// <summary>Why it cannot be measured; null when it can.</summary>
    public static string? Missing => TestKafka.IsOnPath("kcat") ? null : "kcat is not installed.";

    /// <summary>Sends and reads; the times, and how many there should be.</summary>
    public async Task<(LatencyRecord Times, int Probes)> RunAsync(string brokers, string topic, string alerts)
    {
        using var consumer = Start(brokers, "-C", "-t", alerts, "-o", "end", "-u", "-q", "-f", "%k\\n", "-X", "fetch.wait.max.ms=5", "-X", "isolation.level=read_committed");
        using var producer = Start(brokers, "-P", "-t", topic, "-K", "\t", "-z", "lz4", "-X", "linger.ms=1", "-X", "topic.partitioner=murmur2_random");
        var reading = ReadAsync(consumer.StandardOutput);
        await Task.Factory.StartNew(() => Send(producer.StandardInput.BaseStream), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        producer.StandardInput.Close();
        await producer.WaitForExitAsync();
        for (var waited = Stopwatch.StartNew(); !_sent.IsEmpty && waited.Elapsed < TimeSpan.FromSeconds(12);) await Task.Delay(100);
        consumer.Kill();
        await reading;
        return (_times, _probes);
    }

    private static Process Start(string brokers, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("kcat", ["-b", brokers, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private void Send(Stream stream)
    {
        var buffered = new BufferedStream(stream, 1 << 16);
        var (clock, next) = (Stopwatch.StartNew(), TimeSpan.Zero);
        while (clock.Elapsed < warmUp + measured)
        {
            for (var due = (long)(clock.Elapsed.TotalSeconds * rate); _number < due;) WriteEvent(buffered);
            if (clock.Elapsed >= next)
            {
                WriteProbe(buffered, isMeasured: clock.Elapsed >= warmUp);
                next += TimeSpan.FromSeconds(1.0 / ProbesASecond);
            }

            buffered.Flush();
            Thread.Sleep(1);
        }
    }

    private void WriteEvent(BufferedStream stream)
    {
        // The generator's time moves a millisecond an event; here it is the clock's.
        var (_, json) = _events.Next(DateTimeOffset.UtcNow.AddMilliseconds(-_number++));
        var user = json.AsSpan(json.AsSpan().IndexOf("user-"u8), 11);
        stream.Write(Encoding.ASCII.GetBytes($"{Tenant}:{Encoding.ASCII.GetString(user)}\t{{\"tenant_id\":\"{Tenant}\","));
        stream.Write(json.AsSpan(1));
        stream.WriteByte((byte)'\n');
    }

    private void WriteProbe(BufferedStream stream, bool isMeasured)
    {
        var user = $"probe-{Guid.NewGuid():N}";
        var line = Encoding.ASCII.GetBytes(
            $"{Tenant}:{user}\t{{\"tenant_id\":\"{Tenant}\",\"user_id\":\"{user}\",\"session_id\":\"s-{user}\",\"event_type\":\"purchase\",\"event_data\":{{\"product_id\":\"p1\",\"price\":49.80}},\"timestamp\":\"{DateTime.UtcNow:O}\",\"platform\":\"web\"}}\n");
        for (var i = 0; i < PurchasesOfAlert; i++)
        {
            if (i == PurchasesOfAlert - 1 && isMeasured)
            {
                _probes++;
                _sent[user] = Stopwatch.GetTimestamp();
            }

            stream.Write(line);
        }
    }

    private async Task ReadAsync(StreamReader keys)
    {
        while (await keys.ReadLineAsync() is { } key)
            if (_sent.TryRemove(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..], out var sent)) _times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
    }
}
