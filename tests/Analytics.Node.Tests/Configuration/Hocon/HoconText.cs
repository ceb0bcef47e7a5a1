using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Tests.Configuration.Hocon;

/// <summary>Reads HOCON and shows the outcome as JSON, where quoted and concatenated text is a string and bare text is what JSON takes it for.</summary>
internal static class HoconText
{
    public static string ToJson(string text, params (string Name, string Value)[] environment) =>
        ToJson(HoconResolver.Resolve([HoconParser.Parse(text)], name => environment.FirstOrDefault(entry => entry.Name == name).Value));

    public static string ToJson(HoconObject resolved) => Node(resolved)!.ToJsonString();

    public static HoconException Refused(string text) => Assert.Throws<HoconException>(() => ToJson(text));

    private static JsonNode? Node(HoconValue value) => value switch
    {
        HoconObject fields => new JsonObject(fields.Keys.Select(key => KeyValuePair.Create(key, Node(Assert.Single(fields[key]))))),
        HoconArray array => new JsonArray([.. array.Elements.Select(Node)]),
        HoconLiteral { IsNull: true } => null,
        HoconLiteral literal => Scalar(literal),
        _ => throw new InvalidOperationException($"{value.Describe()} is left over"),
    };

    private static JsonNode? Scalar(HoconLiteral literal)
    {
        try
        {
            return literal.Quoted ? JsonValue.Create(literal.Text) : JsonNode.Parse(literal.Text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(literal.Text);
        }
    }
}
