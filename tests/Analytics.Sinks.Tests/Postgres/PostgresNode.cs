using System.Diagnostics;
using System.Globalization;

namespace Analytics.Sinks.Tests.Postgres;

/// <summary>A process of its own that runs an embedded PostgreSQL, as a node does.</summary>
public sealed class PostgresNode : IDisposable
{
    private readonly Process _process;

    private PostgresNode(Process process, int server)
    {
        _process = process;
        Server = server;
    }

    /// <summary>Process number of its PostgreSQL.</summary>
    public int Server { get; }

    public static async Task<PostgresNode> StartAsync(string native, string data, params string[] before)
    {
        string[] command = [.. before, "dotnet", typeof(PostgresNode).Assembly.Location, "postgres-node", native, data];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        if (line?.Split(' ') is not ["ready", var server]) throw new InvalidOperationException(line + await process.StandardError.ReadToEndAsync());
        return new PostgresNode(process, int.Parse(server, CultureInfo.InvariantCulture));
    }

    /// <summary>kill -9 of the node alone.</summary>
    public void Kill() => _process.Kill();

    /// <summary>kill -9 of the node's PostgreSQL alone.</summary>
    public void KillServer() => Process.GetProcessById(Server).Kill();

    /// <summary>Waits until its PostgreSQL is gone.</summary>
    public async Task ServerGoneAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Directory.Exists($"/proc/{Server}")) await Task.Delay(10, limit.Token);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(20_000)) _process.Kill();
        _process.Dispose();
    }
}
