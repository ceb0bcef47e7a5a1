using System.Globalization;

namespace Analytics.Benchmarks;

/// <summary>What a process has used, by the kernel's account (<c>/proc</c>).</summary>
/// <param name="CpuSeconds">User and system time of the process.</param>
/// <param name="PeakBytes">Highest resident memory.</param>
/// <param name="ResidentBytes">Resident memory now.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long PeakBytes, long ResidentBytes)
{
    private const double TicksPerSecond = 100;

    /// <summary>The usage of a process; nothing when it has ended.</summary>
    public static ProcessUsage Of(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var status = File.ReadLines($"/proc/{processId}/status").ToList();
            return new ProcessUsage((Number(fields[11]) + Number(fields[12])) / TicksPerSecond, Kilobytes(status, "VmHWM:"), Kilobytes(status, "VmRSS:"));
        }
        catch (IOException)
        {
            return default;
        }
    }

    /// <summary>The process and everything it started, summed.</summary>
    public static ProcessUsage OfTree(int processId) => Tree(processId).Select(Of).Aggregate((a, b) =>
        new ProcessUsage(a.CpuSeconds + b.CpuSeconds, a.PeakBytes + b.PeakBytes, a.ResidentBytes + b.ResidentBytes));

    /// <summary>The process and its descendants.</summary>
    public static IEnumerable<int> Tree(int processId)
    {
        var children = new List<int>();
        foreach (var task in Directory.Exists($"/proc/{processId}/task") ? Directory.GetDirectories($"/proc/{processId}/task") : [])
        {
            try
            {
                children.AddRange(File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => int.Parse(p, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
            }
        }

        return [processId, .. children.SelectMany(Tree)];
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static long Kilobytes(List<string> status, string name) =>
        status.Find(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line ? Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 : 0;
}
