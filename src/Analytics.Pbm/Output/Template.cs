using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Pbm.Output;

/// <summary>
/// Texts with places such as <c>{checkpoint.ageSeconds:duration}</c> over a JSON value. A name after a list is looked up in each of its elements: <c>{events.type}</c> is <c>2 × login, order</c>.
/// What is not there is a dash.
/// </summary>
public static partial class Template
{
    /// <summary>The text with its places filled.</summary>
    public static string Fill(string template, JsonElement data) =>
        Place().Replace(template, place => Shown(FindAll(data, place.Groups["path"].Value), place.Groups["format"].Value));

    /// <summary>What is at a path of names; undefined when nothing is.</summary>
    public static JsonElement Find(JsonElement data, string path)
    {
        if (path.Length == 0) return data;
        foreach (var name in path.Split('.'))
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out data)) return default;
        return data;
    }

    /// <summary>Whether there is something at a path, in one element at least of the lists on its way: not null, not an empty text or list, not false.</summary>
    public static bool Holds(JsonElement data, string path) => FindAll(data, path).Exists(Holds);

    private static List<JsonElement> FindAll(JsonElement data, string path)
    {
        IEnumerable<JsonElement> found = [data];
        foreach (var name in path.Split('.'))
            found = found.SelectMany(Elements).Select(element => Find(element, name)).Where(value => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null));
        return [.. found];
    }

    private static IEnumerable<JsonElement> Elements(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Elements) : [value];

    private static bool Holds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };

    private static string Shown(List<JsonElement> found, string format) => found.Count == 1 ? Format(found[0], format) : Listed(found.SelectMany(Elements), format);

    // A match is often the same event many times over, which nobody wants to read that often.
    private static string Listed(IEnumerable<JsonElement> values, string format)
    {
        var rows = new List<(string Text, int Times)>();
        foreach (var text in values.Select(value => Format(value, format)))
            if (rows.Count > 0 && rows[^1].Text == text) rows[^1] = (text, rows[^1].Times + 1);
            else rows.Add((text, 1));
        return rows.Count == 0 ? "-" : string.Join(", ", rows.Select(row => row.Times == 1 ? row.Text : $"{row.Times} × {row.Text}"));
    }

    private static string Format(JsonElement value, string format) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "-",
        JsonValueKind.Number => Number(value, format),
        JsonValueKind.True => format == "yes" ? "yes" : "true",
        JsonValueKind.False => format == "yes" ? "" : "false",
        JsonValueKind.String when format == "instant" && value.TryGetDateTimeOffset(out var instant) => Words.Instant(instant),
        JsonValueKind.String => Visible(value.GetString()!),
        JsonValueKind.Array => Listed(value.EnumerateArray(), format),
        _ => string.Join(", ", value.EnumerateObject().Select(property => $"{property.Name} {Format(property.Value, format)}")),
    };

    private static string Number(JsonElement value, string format) => format switch
    {
        "count" => Words.Count((long)Math.Round(value.GetDouble())),
        "size" => Words.Size((long)value.GetDouble()),
        "duration" => Words.Duration(value.GetDouble()),
        "rate" => Words.Rate(value.GetDouble()),
        _ => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : value.GetDouble().ToString("0.###", CultureInfo.InvariantCulture),
    };

    // What strangers sent must not speak to the terminal.
    private static string Visible(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\u00b7' : c)) : text;

    [GeneratedRegex(@"\{(?<path>[A-Za-z0-9_.]+)(:(?<format>[a-z]+))?\}")]
    private static partial Regex Place();
}
