using System.Globalization;

namespace Analytics.Benchmarks;

/// <summary>Settings of a run: <c>--name value</c> pairs after the benchmark's name.</summary>
/// <param name="values">Names without dashes and their values.</param>
internal sealed class BenchmarkArguments(IReadOnlyDictionary<string, string> values)
{
    /// <summary>A whole number, or the default.</summary>
    public int Int(string name, int otherwise) =>
        values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A setting of the node for this run (<c>--set key=value</c>), as the node takes it; empty without one.</summary>
    public IReadOnlyList<string> NodeSettings => Text("set", "") is { Length: > 0 } setting ? ["--set", setting] : [];

    /// <summary>A text, or the default.</summary>
    public string Text(string name, string otherwise) => values.GetValueOrDefault(name, otherwise);
}
