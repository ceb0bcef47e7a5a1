using System.Text.Json;

namespace Analytics.Processing.Patterns.Language;

/// <summary>A part of a rule in JSON, which knows where it is.</summary>
internal readonly struct JsonPart(JsonElement element, string path)
{
    public JsonElement Element => element;

    public RuleException Expected(string what) => new($"{(path.Length == 0 ? "the rule" : path)}: expected {what}");

    public JsonPart Required(string name) => Optional(name) ?? throw new RuleException($"{Join(name)} is missing");

    /// <summary>A member; null when it is absent or null.</summary>
    public JsonPart? Optional(string name)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Expected("an object");
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new JsonPart(value, Join(name)) : null;
    }

    public string Text() => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Expected("a text");

    public IEnumerable<JsonPart> Items()
    {
        if (element.ValueKind != JsonValueKind.Array) throw Expected("a list");
        var at = path;
        return element.EnumerateArray().Select((item, i) => new JsonPart(item, $"{at}[{i}]"));
    }

    public IEnumerable<(string Name, JsonPart Value)> Members()
    {
        if (element.ValueKind != JsonValueKind.Object) throw Expected("an object");
        var at = path;
        return element.EnumerateObject().Select(member => (member.Name, new JsonPart(member.Value, at.Length == 0 ? member.Name : $"{at}.{member.Name}")));
    }

    /// <summary>Refuses members of other names.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in Members())
            if (!names.Contains(name)) throw new RuleException($"{Join(name)} is not known here");
    }

    private string Join(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
