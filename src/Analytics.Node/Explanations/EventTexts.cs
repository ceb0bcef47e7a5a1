using System.Text.Json;
using Analytics.Processing.Patterns.Matching;
using Analytics.Sinks.ClickHouse.History;

namespace Analytics.Node.Explanations;

/// <summary>The texts of a stored event by what stands for them in evidence, and whether the event can be the one that evidence tells of.</summary>
internal sealed class EventTexts
{
    private readonly StoredEvent _event;
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>Takes an event.</summary>
    public EventTexts(StoredEvent stored)
    {
        _event = stored;
        Add(stored.Type);
        foreach (var value in stored.Fields.Values) Add(value);
        if (stored.Properties is { ValueKind: JsonValueKind.Object } properties)
            foreach (var property in properties.EnumerateObject()) Add(property.Value);
    }

    /// <summary>The event.</summary>
    public StoredEvent Event => _event;

    /// <summary>The value that a condition saw, with the text instead of its hash where the event has it.</summary>
    public JsonElement Show(JsonElement seen) =>
        seen.ValueKind == JsonValueKind.String && _texts.TryGetValue(seen.GetString()!, out var text) ? JsonSerializer.SerializeToElement(text) : seen;

    /// <summary>Whether all that was seen is in the event: hashed texts, and its amount.</summary>
    public bool Has(IReadOnlyDictionary<string, JsonElement> saw)
    {
        foreach (var (name, value) in saw)
        {
            if (value.ValueKind == JsonValueKind.String && value.GetString() is ['#', ..] and { Length: 17 } hash && !_texts.ContainsKey(hash)) return false;
            if (name == "amount" && value.ValueKind == JsonValueKind.Number && !(_event.Fields.TryGetValue("amount", out var amount) && amount.GetDecimal() == value.GetDecimal())) return false;
        }

        return true;
    }

    private void Add(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) Add(value.GetString()!);
        else if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) Add(value.GetRawText());
    }

    private void Add(string text)
    {
        if (text.Length > 0) _texts[EvidenceHash.Of(text)] = text;
    }
}
