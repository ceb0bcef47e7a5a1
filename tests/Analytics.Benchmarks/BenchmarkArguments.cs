using System.Globalization;

namespace Analytics.Benchmarks;

/// <summary>Settings of a run: <c>--name value</c> pairs after the benchmark's name.</summary>
/// <param name="values">Names without dashes and their values.</param>
internal sealed class BenchmarkArguments(IReadOnlyDictionary<string, string> values)
{
    /// <summary>A whole number, or the default.</summary>
    public int Int(string name, int otherwise) =>
        values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A text, or the default.</summary>
    public string Text(string name, string otherwise) => values.GetValueOrDefault(name, otherwise);
}
