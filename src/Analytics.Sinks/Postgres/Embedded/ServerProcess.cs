using System.Diagnostics;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>
/// One run of a program of PostgreSQL. It lives in a session of its own, so that Ctrl-C at a terminal reaches the node only, which drains first. The server
/// ends with the node, however that ends: a tiny shell holds the other end of a pipe and asks the server to stop when the pipe closes.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    // The shell turns into the server (exec), so this process is the server; the watcher is nobody's child, so the server does not wonder about it.
    private const string Watched = """
        exec 3<&0 </dev/null
        ( ( trap '' INT TERM HUP; read -r line <&3; read -r name </proc/$$/comm && [ "$name" = postgres ] && kill -INT $$ ) >/dev/null 2>&1 & )
        exec 3<&-
        exec "$@"
        """;

    private const int KeptLines = 40;
    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly Action<string>? _log;
    private volatile bool _isAskedToEnd;

    private ServerProcess(Process process, Action<string>? log)
    {
        _process = process;
        _log = log;
    }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal int ExitCode => _process.ExitCode;

    /// <summary>The last lines that it wrote.</summary>
    internal string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    internal static ServerProcess Start(IReadOnlyList<string> command, Action<string>? log)
    {
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        // Behind the node where the processor is short: a sender waits for the node's log, nobody for this server.
        foreach (var argument in (string[])["nice", "-n", "5", "/bin/sh", "-c", Watched, "sh", .. command]) start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        var server = new ServerProcess(new Process { StartInfo = start }, log);
        server._process.OutputDataReceived += server.Keep;
        server._process.ErrorDataReceived += server.Keep;
        try
        {
            server._process.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new PostgresStartException("Could not run setsid: install util-linux.", error);
        }

        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    internal Task WaitAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    /// <summary>Asks for an end; <paramref name="patience"/> later the server is told to drop everything, and then killed.</summary>
    internal async Task StopAsync(TimeSpan patience)
    {
        _isAskedToEnd = true;
        foreach (var signal in (int[])[Native.Interrupt, Native.Quit, Native.Kill])
        {
            if (_process.HasExited) return;
            _ = Native.kill(_process.Id, signal);
            using var limit = new CancellationTokenSource(signal == Native.Interrupt ? patience : TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                // Ask more firmly.
            }
        }
    }

    public void Dispose() => _process.Dispose();

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (string.IsNullOrEmpty(line.Data)) return;
        lock (_lines)
        {
            if (_lines.Count == KeptLines) _lines.Dequeue();
            _lines.Enqueue(line.Data);
        }

        // It says so of each connection that rests in a pool: nobody needs to look at that.
        if (!_isAskedToEnd || !line.Data.Contains("terminating connection due to administrator command", StringComparison.Ordinal)) _log?.Invoke(line.Data);
    }
}
