using System.Text.Json;

namespace Analytics.Node.Operators;

/// <summary>What differs between two JSON values, path by path.</summary>
internal static class JsonDifference
{
    /// <summary>One difference; what is not there is undefined.</summary>
    internal sealed record Change(string Path, string? Before, string? After);

    /// <summary>The differences, in the order of the values.</summary>
    public static IReadOnlyList<Change> Of(JsonElement? before, JsonElement? after)
    {
        var changes = new List<Change>();
        Compare("", before, after, changes);
        return changes;
    }

    private static void Compare(string path, JsonElement? before, JsonElement? after, List<Change> changes)
    {
        if (before is { ValueKind: JsonValueKind.Object } a && after is { ValueKind: JsonValueKind.Object } b)
        {
            foreach (var property in a.EnumerateObject()) Compare(Join(path, property.Name), property.Value, b.TryGetProperty(property.Name, out var other) ? other : null, changes);
            foreach (var property in b.EnumerateObject())
                if (!a.TryGetProperty(property.Name, out _)) Compare(Join(path, property.Name), null, property.Value, changes);
        }
        else if (before is { ValueKind: JsonValueKind.Array } c && after is { ValueKind: JsonValueKind.Array } d)
        {
            for (var i = 0; i < Math.Max(c.GetArrayLength(), d.GetArrayLength()); i++)
                Compare($"{path}[{i}]", i < c.GetArrayLength() ? c[i] : null, i < d.GetArrayLength() ? d[i] : null, changes);
        }
        else if (before is null != after is null || (before is { } x && after is { } y && !JsonElement.DeepEquals(x, y)))
        {
            changes.Add(new Change(path.Length == 0 ? "the entity" : path, before?.GetRawText(), after?.GetRawText()));
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
