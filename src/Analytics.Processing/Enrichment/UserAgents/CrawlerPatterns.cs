using System.Text.Json;

namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>Reads the list of the crawler-user-agents package: a JSON array of objects with a <c>pattern</c>.</summary>
public static class CrawlerPatterns
{
    /// <summary>The patterns in the order of the file: regular expressions, searched anywhere, case mattering.</summary>
    /// <exception cref="FormatException">The bytes are not such a list.</exception>
    public static IReadOnlyList<string> Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(entry => entry.GetProperty("pattern").GetString() ?? "")];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"The list of crawlers is not understood: {error.Message}", error);
        }
    }
}
