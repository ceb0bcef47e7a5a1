using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Analytics.Testing;

/// <summary>
/// A broker for tests: the one that ANALYTICS_KAFKA names, else one that is started from <c>../shared/kafka</c> beside the repository, on free ports, in a folder of its
/// own. A shell holds it: when this process ends, however it ends, the shell's input ends too and it takes the broker down.
/// </summary>
public sealed class TestKafka : IAsyncDisposable
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("ANALYTICS_KAFKA");
    private static readonly string? Script = FindScript();
    private readonly TemporaryFolder? _folder;
    private Process? _holder;

    private TestKafka(string servers, TemporaryFolder? folder, Process? holder) => (Servers, _folder, _holder) = (servers, folder, holder);

    /// <summary>Why there is no broker to test with; null when there is.</summary>
    public static string? Missing { get; } =
        string.IsNullOrEmpty(Named) && Script is null ? "ANALYTICS_KAFKA names no brokers, and there is no ../shared/kafka to start one from."
        : string.IsNullOrEmpty(Named) && !IsOnPath("java") ? "ANALYTICS_KAFKA names no brokers, and there is no Java to start one."
        : LibraryPath is null ? "ANALYTICS_LIBRDKAFKA does not name librdkafka; ./analytics test builds it."
        : null;

    /// <summary>librdkafka: as named, else the one that ./analytics built.</summary>
    public static string? LibraryPath
    {
        get
        {
            if (Environment.GetEnvironmentVariable("ANALYTICS_LIBRDKAFKA") is { Length: > 0 } named) return File.Exists(named) ? named : null;
            var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "analytics-actors");
            return Directory.Exists(cache) ? Directory.GetFiles(cache, "librdkafka.so.1", SearchOption.AllDirectories).FirstOrDefault(path => path.Contains("librdkafka-", StringComparison.Ordinal)) : null;
        }
    }

    /// <summary>Bootstrap servers.</summary>
    public string Servers { get; }

    /// <summary>Starts or finds it; call it only when nothing is <see cref="Missing"/>.</summary>
    public static async Task<TestKafka> StartAsync()
    {
        if (!string.IsNullOrEmpty(Named)) return new TestKafka(Named, null, null);
        var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("bash", ["-c", "\"$1\" start --heap 320m --port \"$2\" --data \"$3\"; while read -r; do :; done; \"$1\" wipe --data \"$3\"", "bash", Script!, $"{FreePort()}", folder.File("kafka")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var holder = Process.Start(start)!;
        var servers = await holder.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"No broker came up: {await holder.StandardError.ReadToEndAsync()}");
        return new TestKafka(servers, folder, holder);
    }

    /// <summary>Whether a program can be started by its name.</summary>
    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Ended before, to see what an outage does, it is gone.
        if (Interlocked.Exchange(ref _holder, null) is not { } holder) return;
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
        _folder?.Dispose();
    }

    /// <summary>The script starts a broker there and a controller a hundred above.</summary>
    private static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            using var one = new TcpListener(IPAddress.Loopback, 0);
            one.Start();
            var port = ((IPEndPoint)one.LocalEndpoint).Port;
            using var other = new TcpListener(IPAddress.Loopback, Math.Min(port + 100, 65535));
            try
            {
                other.Start();
                return port;
            }
            catch (SocketException) when (tries < 20)
            {
            }
        }
    }

    private static string? FindScript()
    {
        var script = Path.GetFullPath(Path.Combine(RepositoryPaths.Root, "..", "shared", "kafka", "kafka.sh"));
        return File.Exists(script) ? script : null;
    }
}
