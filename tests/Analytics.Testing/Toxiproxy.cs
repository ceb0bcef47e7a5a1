using System.Diagnostics;
using System.Net.Http.Json;

namespace Analytics.Testing;

/// <summary>A proxy before a server that can be cut off and made slow. A shell holds it: it ends with this process, however that ends.</summary>
public sealed class Toxiproxy : IAsyncDisposable
{
    private static readonly string? Program = Find();
    private readonly Process _holder;
    private readonly HttpClient _control;

    private Toxiproxy(Process holder, HttpClient control, Uri address) => (_holder, _control, Address) = (holder, control, address);

    /// <summary>Why there is none; null when there is.</summary>
    public static string? Missing => Program is null ? "toxiproxy-server: neither in ../shared/tools nor on the path." : null;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it before a server.</summary>
    public static async Task<Toxiproxy> StartAsync(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var (port, listen) = (NodeProcess.FreePort(), NodeProcess.FreePort());
        var start = new ProcessStartInfo("bash", ["-c", "\"$1\" -host 127.0.0.1 -port \"$2\" >/dev/null 2>&1 </dev/null & while read -r; do :; done; kill $!", "bash", Program!, $"{port}"]) { RedirectStandardInput = true };
        var holder = Process.Start(start)!;
        var control = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var answer = await control.PostAsJsonAsync(new Uri("/proxies", UriKind.Relative), new { name = "server", listen = $"127.0.0.1:{listen}", upstream = server.Authority, enabled = true });
                answer.EnsureSuccessStatusCode();
                return new Toxiproxy(holder, control, new Uri($"http://127.0.0.1:{listen}/"));
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Cuts every connection and refuses new ones, or lets them in again.</summary>
    public async Task SetReachableAsync(bool reachable)
    {
        using var answer = await _control.PostAsJsonAsync(new Uri("/proxies/server", UriKind.Relative), new { enabled = reachable });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Makes answers late and the way to the server narrow.</summary>
    public async Task SlowAsync(TimeSpan latency, int kilobytesPerSecond)
    {
        await AddAsync(new { name = "late", type = "latency", stream = "downstream", attributes = new { latency = (int)latency.TotalMilliseconds } });
        await AddAsync(new { name = "narrow", type = "bandwidth", stream = "upstream", attributes = new { rate = kilobytesPerSecond } });
    }

    /// <summary>Takes lateness and narrowness away.</summary>
    public async Task QuickenAsync()
    {
        foreach (var name in (string[])["late", "narrow"])
        {
            using var answer = await _control.DeleteAsync(new Uri("/proxies/server/toxics/" + name, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private async Task AddAsync(object toxic)
    {
        using var answer = await _control.PostAsJsonAsync(new Uri("/proxies/server/toxics", UriKind.Relative), toxic);
        answer.EnsureSuccessStatusCode();
    }

    private static string? Find() =>
        new[] { Path.GetFullPath(Path.Combine(RepositoryPaths.Root, "..", "shared", "tools")) }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, "toxiproxy-server")).FirstOrDefault(File.Exists);
}
