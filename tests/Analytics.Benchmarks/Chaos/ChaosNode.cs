using System.Text.Json;
using Analytics.Testing;

namespace Analytics.Benchmarks.Chaos;

/// <summary>One node of the cluster through all its lives: the same name, folder and port each time.</summary>
internal sealed class ChaosNode(ClusterServers servers, string name, string[] settings) : IAsyncDisposable
{
    private readonly int _port = NodeProcess.FreePort();
    private volatile NodeProcess? _process;

    public string Name => name;

    /// <summary>Whether it is stopped by SIGSTOP: it does not answer, and must not be waited for.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Its process; null between two lives.</summary>
    public NodeProcess? Process => _process;

    /// <summary>Whether somebody else than us ended it.</summary>
    public bool DiedByItself => _process is { HasExited: true };

    public void Launch() => _process = servers.Launch(name, _port, settings);

    /// <summary>Whether it has said something: before, it is a program that just begins, and a signal to end ends it at once.</summary>
    public bool HasBegun => _process is { Output.Length: > 0 };

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (Take() is not { } process) return;
        await process.KillAsync();
        await process.DisposeAsync();
    }

    /// <summary>SIGTERM; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (Take() is not { } process) return 0;
        var code = await process.StopAsync();
        await process.DisposeAsync();
        return code;
    }

    /// <summary>SIGSTOP for a while.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        IsPaused = true;
        await _process!.PauseAsync();
        await Task.Delay(time);
        await _process.ResumeAsync();
        IsPaused = false;
    }

    /// <summary>Its shards; empty when it does not answer within a second.</summary>
    public async Task<IReadOnlyList<JsonElement>> ShardsAsync()
    {
        if (_process is not { } process || IsPaused) return [];
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await using var answer = await process.Client.GetStreamAsync(new Uri("/api/v1/status", UriKind.Relative), limit.Token);
            using var status = await JsonDocument.ParseAsync(answer, cancellationToken: limit.Token);
            return [.. status.RootElement.GetProperty("shards").EnumerateArray().Select(shard => shard.Clone())];
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException or JsonException)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsPaused && _process is { } process) await process.ResumeAsync();
        await KillAsync();
    }

    // Not seen as dead by itself while we end it.
    private NodeProcess? Take() => Interlocked.Exchange(ref _process, null);
}
