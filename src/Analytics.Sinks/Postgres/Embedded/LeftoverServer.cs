using System.Globalization;

namespace Analytics.Sinks.Postgres.Embedded;

/// <summary>
/// Processes that an earlier run left on a cluster: a server that is still shutting down after its node was killed, or backends whose server was
/// killed. They are known by their working folder, which PostgreSQL sets to the cluster's data, so a process number that was given to somebody else is never hit.
/// </summary>
internal static class LeftoverServer
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Waits for them to end, asking ever more firmly; then takes away the lock files of the cluster and of the socket. They name a process that is
    /// gone, or was given to somebody else, or that nobody has reaped (a container's first process often does not), and the server would wait for it.
    /// </summary>
    internal static async Task ClearAsync(string dataFolder, string socketFolder, TimeSpan patience, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        var asked = 0;
        while (Find(dataFolder) is { Count: > 0 } found)
        {
            var waited = TimeProvider.System.GetElapsedTime(started);
            asked = Ask(found, dataFolder, asked, waited, patience);
            if (waited > patience * 2 + TimeSpan.FromSeconds(5))
                throw new PostgresStartException($"A PostgreSQL (process {found[0]}) still uses {dataFolder} and does not end; end it, then start again.");
            await Task.Delay(Poll, cancellation);
        }

        File.Delete(Path.Combine(dataFolder, "postmaster.pid"));
        File.Delete(Path.Combine(socketFolder, $".s.PGSQL.{SocketFolder.Port}.lock"));
    }

    // 1: fast shutdown, 2: immediate shutdown, 3: kill. A second interrupt does no harm to a server that is stopping already.
    private static int Ask(List<int> found, string dataFolder, int asked, TimeSpan waited, TimeSpan patience)
    {
        var step = waited > patience * 2 ? 3 : waited > patience ? 2 : 1;
        if (step == asked) return asked;
        var server = ServerOf(dataFolder);
        // Without their server, backends have nobody to tell them: they end by themselves, and are pushed at the second step.
        if (step == 1 && found.Contains(server)) _ = Native.kill(server, Native.Interrupt);
        if (step > 1)
            foreach (var process in found) _ = Native.kill(process, step == 2 ? Native.Quit : Native.Kill);
        return step;
    }

    internal static List<int> Find(string dataFolder)
    {
        var found = new List<int>();
        var wanted = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder));
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) && Uses(process, wanted))
                found.Add(process);
        return found;
    }

    private static bool Uses(int process, string dataFolder)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").TrimEnd() == "postgres"
                && new DirectoryInfo($"/proc/{process}/cwd").LinkTarget == dataFolder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int ServerOf(string dataFolder)
    {
        try
        {
            var first = File.ReadLines(Path.Combine(dataFolder, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(first, CultureInfo.InvariantCulture, out var process) ? process : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
