using System.Globalization;

namespace Analytics.Node.Configuration.Hocon;

/// <summary>Joins the parts of a concatenation.</summary>
/// <param name="expand">What a part is once its references are followed; empty for an optional one that leads nowhere.</param>
internal sealed class HoconJoin(Func<HoconValue, IReadOnlyList<HoconValue>> expand)
{
    /// <summary>One string, one array, or objects to be merged.</summary>
    public IReadOnlyList<HoconValue> Join(HoconConcatenation value)
    {
        var parts = value.Parts.Select(part => (Part: part, Layers: expand(part))).ToList();
        if (parts.Any(part => part.Layers is [HoconArray])) return [Arrays(value, Solid(parts))];
        if (parts.Any(part => part.Layers.Any(layer => layer is HoconObject))) return Objects(Solid(parts));
        return parts.All(part => part.Layers.Count == 0) ? [] : [Strings(value, parts)];
    }

    private static List<IReadOnlyList<HoconValue>> Solid(List<(HoconValue Part, IReadOnlyList<HoconValue> Layers)> parts) =>
        [.. parts.Where(part => part.Part is not HoconBlank && part.Layers.Count > 0).Select(part => part.Layers)];

    private static HoconArray Arrays(HoconConcatenation value, List<IReadOnlyList<HoconValue>> parts) =>
        new(value.Origin, [.. parts.SelectMany(ElementsOf)]);

    private static IEnumerable<HoconValue> ElementsOf(IReadOnlyList<HoconValue> layers) => layers switch
    {
        [HoconArray array] => array.Elements,
        [HoconObject numbered] when Numbered(numbered) is { Count: > 0 } elements => elements,
        _ => throw Mismatch(layers[0], "an array"),
    };

    /// <summary>An object with numbers for keys stands for an array.</summary>
    private static List<HoconValue> Numbered(HoconObject value) => [.. value.Keys
        .Select(key => (Key: key, Number: int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1))
        .Where(key => key.Number >= 0).OrderBy(key => key.Number).Select(key => value[key.Key][^1])];

    private static List<HoconValue> Objects(List<IReadOnlyList<HoconValue>> parts)
    {
        var wrong = parts.SelectMany(layers => layers).FirstOrDefault(layer => layer is not HoconObject);
        return wrong is null ? [.. parts.SelectMany(layers => layers)] : throw Mismatch(wrong, "an object");
    }

    private static HoconLiteral Strings(HoconConcatenation value, List<(HoconValue Part, IReadOnlyList<HoconValue> Layers)> parts) =>
        new(value.Origin, string.Concat(parts.Select(part => part.Layers switch
        {
            [HoconBlank blank] => blank.Text,
            [HoconLiteral literal] => literal.Text,
            _ => "",
        })), quoted: true);

    private static HoconException Mismatch(HoconValue found, string other) =>
        new(found.Origin, $"cannot concatenate {found.Describe()} with {other}");
}
