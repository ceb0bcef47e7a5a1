using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Testing;

namespace Analytics.Benchmarks.Peers;

/// <summary>The peers' programs beside the checkout: the generator of the backlog, and Flink on the same job.</summary>
internal sealed partial class PeerPrograms(string classPath)
{
    /// <summary>Their folder, where there is one.</summary>
    public static string? Folder { get; } = Path.GetFullPath(Path.Combine(RepositoryPaths.Root, "..", "shared", "peers")) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Compiles them into a folder, against the client that the broker ships.</summary>
    public static async Task<PeerPrograms> BuildAsync(string target)
    {
        var client = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(TestKafka.ScriptPath!)!, "libs"), "kafka-clients-*.jar");
        var libraries = Directory.GetFiles(Path.Combine(Folder!, "libs"), "*.jar").Where(jar => !Path.GetFileName(jar).StartsWith("kafka-clients-", StringComparison.Ordinal));
        var classPath = string.Join(':', [.. client, .. libraries]);
        await OutputAsync("javac", ["-nowarn", "-d", target, "-cp", classPath, .. Directory.GetFiles(Path.Combine(Folder!, "src"), "*.java", SearchOption.AllDirectories)]);
        return new PeerPrograms($"{target}:{classPath}");
    }

    /// <summary>Fills a topic of four partitions.</summary>
    public Task<string> GenerateAsync(string brokers, string topic, int events) => OutputAsync("java", ["-cp", classPath, "peers.Gen", brokers, topic, Text(events), "4"]);

    /// <summary>Runs Flink over the topic, exactly-once with a checkpoint a second; returns what it measured of itself, by name.</summary>
    public async Task<IReadOnlyDictionary<string, double>> FlinkAsync(string brokers, string topic, int events)
    {
        string[] opened = [.. new[] { "util", "lang", "time" }.SelectMany(package => new[] { "--add-opens", $"java.base/java.{package}=ALL-UNNAMED" })];
        return Read(await OutputAsync("java", ["-Xmx6g", .. opened, "-cp", $"{Folder}/libs-flink/*:{classPath}", "peers.Flink", brokers, topic, Text(events), "2", "1000", "exactly"]));
    }

    /// <summary>
    /// Sends events at a rate and, fifty times a second, five purchases of a user; measures the time from the fifth until the ordinary Java consumer (read committed) has its alert.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, double>> LatencyAsync(string brokers, string topic, string alerts, int rate, int seconds) =>
        Read(await OutputAsync("java", ["-cp", classPath, "peers.Latency", brokers, topic, alerts, Text(rate), Text(seconds)]));

    /// <summary>Topics at the brokers.</summary>
    public static async Task<string[]> TopicsAsync(string brokers) =>
        (await OutputAsync("bash", [TestKafka.ScriptPath!, "tool", "TopicCommand", "--list", "--bootstrap-server", brokers])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, double> Read(string output) =>
        Measured().Matches(output).ToDictionary(match => match.Groups[1].Value, match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> OutputAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{output}\n{await errors}");
    }

    [GeneratedRegex(@"(\w+)=([\d.]+)\b")]
    private static partial Regex Measured();
}
