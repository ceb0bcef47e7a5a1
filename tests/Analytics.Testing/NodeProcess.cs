using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Testing;

/// <summary>A real node in a process of its own, on a free port and in the folder given. Killed when disposed.</summary>
public sealed partial class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly ConcurrentDictionary<int, bool> GivenPorts = [];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output;

    private NodeProcess(Process process, ConcurrentQueue<string> output, Uri address)
    {
        _process = process;
        _output = output;
        Address = address;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        Client.DefaultRequestHeaders.Add("X-User-Email", "test@localhost");
        Client.DefaultRequestHeaders.Add("X-User-Role", "ADMIN");
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client that speaks as an administrator from this machine.</summary>
    public HttpClient Client { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Everything it has said.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a node and waits until it is ready.</summary>
    /// <param name="dataFolder">Its data.</param>
    /// <param name="arguments">Further arguments of <c>run</c>.</param>
    /// <exception cref="InvalidOperationException">It ended or was not ready in time; the message holds what it said.</exception>
    public static async Task<NodeProcess> StartAsync(string dataFolder, params string[] arguments)
    {
        var node = Launch(dataFolder, arguments);
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            await node.UntilReadyAsync(limit.Token);
            return node;
        }
        catch (Exception fault) when (fault is OperationCanceledException or InvalidOperationException)
        {
            await node.DisposeAsync();
            throw new InvalidOperationException($"The node did not get ready. It said:\n{node.Output}", fault);
        }
    }

    /// <summary>Starts a node and returns at once.</summary>
    public static NodeProcess Launch(string dataFolder, params string[] arguments)
    {
        var given = Array.IndexOf(arguments, "--port");
        var port = given < 0 ? FreePort() : int.Parse(arguments[given + 1], CultureInfo.InvariantCulture);
        string[] portArguments = given < 0 ? ["--port", port.ToString(CultureInfo.InvariantCulture)] : [];
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] all = [RepositoryPaths.NodeProgram, "run", "--data", dataFolder, .. portArguments, "--set", "grpc.port=0", "--set", "operator.port=0", .. arguments];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        // The ways for debuggers are files in the common temporary folder, and stay there when a node is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var output = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new NodeProcess(process, output, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));
    }

    /// <summary>Completes when the node says that it is ready.</summary>
    public async Task UntilReadyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The node ended with code {_process.ExitCode}.");
            try
            {
                using var answer = await Client.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellation);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Where it takes gRPC calls, as <c>host:port</c>: it says so when it is ready.</summary>
    public Task<string> CallTargetAsync() => SaidAsync(CallAddress());

    /// <summary>Where it takes operators' commands, as <c>host:port</c>: it says so when it is ready.</summary>
    public Task<string> OperatorTargetAsync() => SaidAsync(OperatorAddress());

    private async Task<string> SaidAsync(Regex pattern)
    {
        using var patience = new CancellationTokenSource(StartLimit);
        while (true)
        {
            if (pattern.Match(Output) is { Success: true } said) return said.Groups["target"].Value;
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Gets a JSON answer.</summary>
    public Task<JsonElement> GetAsync(string path) => Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));

    /// <summary>Ends it as a power cut would: SIGKILL, no chance to save anything.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself and returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Stops its clock, as a paused machine does: SIGSTOP.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>Lets it go on as if nothing had happened: SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>Asks it to end (SIGTERM) and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("-TERM");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) await StopOrKillAsync();
        _process.Dispose();
    }

    private async Task StopOrKillAsync()
    {
        var stopped = StopAsync();
        if (await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromSeconds(20))) != stopped) await KillAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static void Keep(ConcurrentQueue<string> output, string? line)
    {
        if (line is null) return;
        output.Enqueue(line);
        while (output.Count > 2_000) output.TryDequeue(out _);
    }

    [GeneratedRegex("Taking gRPC calls on http://(?<target>[0-9.:]+)")]
    private static partial Regex CallAddress();

    [GeneratedRegex("commands: pbm (?<target>[0-9.:]+)")]
    private static partial Regex OperatorAddress();

    /// <summary>A port that is free now, and that the system gives to nobody who asks for any: whoever gets it here may take his time to listen.</summary>
    public static int FreePort()
    {
        // Below 32768, where Linux takes the ports of outgoing connections from.
        while (true)
        {
            var port = Random.Shared.Next(16_384, 32_000);
            if (GivenPorts.TryAdd(port, true) && IsFree(port)) return port;
        }
    }

    /// <summary>Whether nobody listens on a port.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
