using System.Globalization;

namespace Analytics.Actors.Checkpoints;

/// <summary>Names of the files of one shard.</summary>
internal static class CheckpointFolder
{
    private const string Manifest = "manifest-";
    private const string State = "state-";
    private const string Outbox = "outbox-";

    public static string ManifestPath(string folder, long number) => Path.Combine(folder, Manifest + Hex(number));

    public static string StatePath(string folder, long id) => Path.Combine(folder, State + Hex(id));

    public static string OutboxPath(string folder, long id) => Path.Combine(folder, Outbox + Hex(id));

    /// <summary>Numbers of the manifests, newest first.</summary>
    public static List<long> Manifests(string folder) => Numbers(folder, Manifest);

    /// <summary>Numbers of the state files, youngest first.</summary>
    public static List<long> States(string folder) => Numbers(folder, State);

    /// <summary>Numbers of the outbox files, youngest first.</summary>
    public static List<long> Outboxes(string folder) => Numbers(folder, Outbox);

    private static string Hex(long number) => number.ToString("x16", CultureInfo.InvariantCulture);

    private static List<long> Numbers(string folder, string prefix)
    {
        var numbers = new List<long>();
        foreach (var path in Directory.EnumerateFiles(folder, prefix + "*"))
        {
            var digits = Path.GetFileName(path.AsSpan())[prefix.Length..];
            if (digits.Length == 16 && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
        }

        numbers.Sort();
        numbers.Reverse();
        return numbers;
    }
}
