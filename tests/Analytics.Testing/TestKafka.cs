using System.Buffers.Text;
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

    /// <summary>The variable whose options come after, and so win over, those of the command line.</summary>
    private const string JavaOptions = "_JAVA_OPTIONS";

    private static readonly string? Script = FindScript();
    private readonly TemporaryFolder? _folder;
    private readonly string _javaOptions;
    private Process? _holder;

    private TestKafka(string servers, TemporaryFolder? folder, Process? holder, string javaOptions) => (Servers, _folder, _holder, _javaOptions) = (servers, folder, holder, javaOptions);

    /// <summary>Whether brokers can be killed: they are our own.</summary>
    public bool IsOwn => _folder is not null;

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

    /// <summary>Kafka's own script, when it lies beside the repository.</summary>
    public static string? ScriptPath => Script;

    /// <summary>Starts or finds it; call it only when nothing is <see cref="Missing"/>.</summary>
    /// <param name="brokers">1 or 3; whoever names brokers has as many as there are.</param>
    /// <param name="heap">Memory of each broker's heap when it is started here.</param>
    /// <param name="measured">Whether its speed is looked at: one that is not lives for seconds, and what Java's optimizing compiler costs it never earns.</param>
    /// <exception cref="InvalidOperationException">No broker came up; the message holds what was said.</exception>
    public static async Task<TestKafka> StartAsync(int brokers = 1, string heap = "320m", bool measured = false)
    {
        if (!string.IsNullOrEmpty(Named)) return new TestKafka(Named, null, null, "");
        var folder = new TemporaryFolder();
        var data = Directory.CreateDirectory(folder.File("kafka")).FullName;
        // The script's own random id begins with a dash once in sixty-four times, and Kafka's tool takes that for an option.
        await File.WriteAllTextAsync(Path.Combine(data, "cluster-id"), "A" + Base64Url.EncodeToString(Guid.NewGuid().ToByteArray())[1..]);
        // Events of months ago bear their own times into topics, and half a minute after its start a broker would delete what is older than a week.
        var start = new ProcessStartInfo("bash", ["-c", "\"$1\" start --nodes \"$4\" --heap \"$5\" --port \"$2\" --data \"$3\" --set log.retention.ms=-1 || exit 1; while read -r; do :; done; \"$1\" wipe --data \"$3\"", "bash", Script!, $"{FreePort(brokers)}", data, $"{brokers}", heap])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What Java unpacks it leaves behind when it is killed.
        var options = $"-Djava.io.tmpdir={folder.Path}" + (measured ? "" : " -XX:TieredStopAtLevel=1");
        start.Environment[JavaOptions] = options;
        var holder = Process.Start(start)!;
        if (await holder.StandardOutput.ReadLineAsync() is { } servers) return new TestKafka(servers, folder, holder, options);
        using (holder)
        using (folder) throw new InvalidOperationException($"No broker came up: {await holder.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Kills (-9) a broker of our own, from 1.</summary>
    public async Task KillAsync(int broker)
    {
        if (!await TryScriptAsync("kill", broker)) throw new InvalidOperationException($"Broker {broker} could not be killed.");
    }

    /// <summary>The same; false when it had ended before.</summary>
    public Task<bool> TryKillAsync(int broker) => TryScriptAsync("kill", broker);

    /// <summary>Starts a broker again that was killed.</summary>
    public async Task RestartAsync(int broker)
    {
        if (!await TryScriptAsync("restart", broker)) throw new InvalidOperationException($"Broker {broker} could not be started again.");
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

    private async Task<bool> TryScriptAsync(string verb, int broker)
    {
        // What it starts must not inherit our ends of pipes.
        var start = new ProcessStartInfo("bash", ["-c", "\"$1\" \"$2\" \"$3\" --data \"$4\" </dev/null >/dev/null 2>&1", "bash", Script!, verb, $"{broker}", _folder!.File("kafka")]);
        start.Environment[JavaOptions] = _javaOptions;
        using var script = Process.Start(start)!;
        await script.WaitForExitAsync();
        return script.ExitCode == 0;
    }

    /// <summary>The script starts brokers there and next to it, and controllers a hundred above.</summary>
    private static int FreePort(int brokers)
    {
        for (var tries = 0; ; tries++)
        {
            var port = NodeProcess.FreePort();
            if (tries == 20 || Enumerable.Range(port, brokers).All(one => NodeProcess.IsFree(one) && NodeProcess.IsFree(one + 100))) return port;
        }
    }

    private static string? FindScript()
    {
        var script = Path.GetFullPath(Path.Combine(RepositoryPaths.Root, "..", "shared", "kafka", "kafka.sh"));
        return File.Exists(script) ? script : null;
    }
}
