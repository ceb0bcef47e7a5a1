using System.Diagnostics;
using System.Globalization;

namespace Analytics.Testing;

/// <summary>A Redis of its own, with a password and nothing on disk. A shell holds it: when this process ends, however it ends, the shell's input ends too and it takes the server down.</summary>
public sealed class TestRedis : IAsyncDisposable
{
    private const string Holder = """
        exec 2>/dev/null
        up() { redis-server --port "$1" --bind 127.0.0.1 --requirepass secret --save "" --appendonly no --dir "$2" >/dev/null 2>&1 </dev/null & server=$!
          until redis-cli -p "$1" -a secret ping 2>/dev/null | grep -q PONG; do kill -0 $server 2>/dev/null || exit 1; sleep 0.02; done; }
        up "$@"; echo done
        while read -r order; do
          case $order in kill) kill -9 $server; wait $server 2>/dev/null;; start) up "$@";; pause) kill -STOP $server;; resume) kill -CONT $server;; esac
          echo done
        done
        kill -9 $server 2>/dev/null; wait
        """;

    private readonly TemporaryFolder _folder;
    private readonly Process _holder;

    private TestRedis(TemporaryFolder folder, Process holder, int port) => (_folder, _holder, Port) = (folder, holder, port);

    /// <summary>Why there is none to test with; null when there is.</summary>
    public static string? Missing { get; } =
        TestKafka.IsOnPath("redis-server") && TestKafka.IsOnPath("redis-cli") ? null : "Redis is not installed (Debian's redis-server); ./analytics test installs it where it may.";

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Its address, with the password.</summary>
    public Uri Uri => new(string.Create(CultureInfo.InvariantCulture, $"redis://:secret@127.0.0.1:{Port}/1"));

    /// <summary>Starts one; call it only when nothing is <see cref="Missing"/>.</summary>
    public static async Task<TestRedis> StartAsync()
    {
        var folder = new TemporaryFolder();
        var port = NodeProcess.FreePort();
        var start = new ProcessStartInfo("bash", ["-c", Holder, "bash", $"{port}", folder.Path]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var redis = new TestRedis(folder, Process.Start(start)!, port);
        await redis.AnswerAsync();
        return redis;
    }

    /// <summary>Kills it (-9): everything in it is gone.</summary>
    public Task KillAsync() => OrderAsync("kill");

    /// <summary>Starts it again.</summary>
    public Task RestartAsync() => OrderAsync("start");

    /// <summary>Stops its clock: it takes connections and answers nothing.</summary>
    public Task PauseAsync() => OrderAsync("pause");

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => OrderAsync("resume");

    /// <summary>What its own client prints.</summary>
    public Task<string> CliAsync(params string[] words) =>
        ToolProcess.RunAsync(new ProcessStartInfo("redis-cli", ["-p", Port.ToString(CultureInfo.InvariantCulture), "-a", "secret", "--no-auth-warning", "-n", "1", .. words]));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
        _folder.Dispose();
    }

    private async Task OrderAsync(string order)
    {
        await _holder.StandardInput.WriteLineAsync(order);
        await _holder.StandardInput.FlushAsync();
        await AnswerAsync();
    }

    private async Task AnswerAsync()
    {
        if (await _holder.StandardOutput.ReadLineAsync() != "done") throw new InvalidOperationException("Redis did not come up.");
    }
}
