using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Processing.Patterns.Language;

/// <summary>Rules as JSON, for tools: the same parts under names. What is read is put into the normal text and read from there, so that both forms have the same checks.</summary>
public static class RuleJson
{
    // The longest chain that a text may have is two levels a link.
    private const int MostDepth = 1024;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MostDepth };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, MaxDepth = MostDepth, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A rule as one JSON object.</summary>
    public static string Write(RuleDefinition rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var json = new JsonObject { ["rule"] = rule.Name };
        if (rule.Because.Length > 0) json["because"] = rule.Because;
        json["severity"] = RulePrinter.Word(rule.Severity);
        json["for_each"] = new JsonArray([.. rule.Key.Select(ExpressionJson.Write)]);
        if (rule.Tenants.Count > 0) json["only_for"] = new JsonArray([.. rule.Tenants.Select(tenant => (JsonNode)tenant)]);
        if (rule.Given.Count > 0) json["given"] = new JsonObject(rule.Given.Select(one => new KeyValuePair<string, JsonNode?>(one.Key, ExpressionJson.Write(one.Value))));
        json["when"] = Write(rule.Pattern);
        if (rule.Within is { } within) json["within"] = ExpressionJson.Write(within);
        json["skip"] = RulePrinter.Print(rule.Skip, rule.SkipTo);
        return json.ToJsonString(Indented);
    }

    /// <summary>Reads a rule.</summary>
    /// <exception cref="RuleException">It is no JSON, lacks a part, or has one that is not known; the message says where.</exception>
    public static RuleDefinition Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > RuleLexer.MostCharacters) throw new RuleException("the JSON is too long");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return RuleParser.Read(RulePrinter.Print(Rule(new JsonPart(document.RootElement, ""))));
        }
        catch (JsonException error)
        {
            throw new RuleException($"not JSON: {error.Message}");
        }
    }

    internal static JsonObject Write(EventSelector events)
    {
        var json = new JsonObject { ["event"] = Types(events.Types) };
        if (events.Where is { } where) json["where"] = ExpressionJson.Write(where);
        return json;
    }

    internal static EventSelector Events(JsonPart json, string member = "event") =>
        new([.. json.Required(member).Items().Select(type => type.Text())], json.Optional("where") is { } where ? ExpressionJson.Read(where) : null);

    private static JsonArray Types(IReadOnlyList<string> types) => new([.. types.Select(type => (JsonNode)type)]);

    private static JsonArray Write(PatternNode.Sequence sequence) => new([.. sequence.Steps.Select((step, i) => Write(step, i == 0))]);

    private static JsonObject Write(PatternStep step, bool first)
    {
        var json = Write(step.Node);
        if (!first && step.Link != Contiguity.Relaxed) json["then"] = step.Link == Contiguity.Strict ? "immediately" : "any";
        return json;
    }

    private static JsonObject Write(PatternNode node)
    {
        JsonObject json;
        switch (node)
        {
            case PatternNode.One one:
                json = Write(one.Events);
                if (one.Name is { } name) json["as"] = name;
                break;
            case PatternNode.None none:
                json = new JsonObject { ["no"] = Types(none.Events.Types) };
                if (none.Events.Where is { } where) json["where"] = ExpressionJson.Write(where);
                return json;
            case PatternNode.AllOf all:
                return new JsonObject { ["all_of"] = new JsonArray([.. all.Parts.Select(Write)]) };
            default:
                json = new JsonObject { ["one_of"] = new JsonArray([.. ((PatternNode.OneOf)node).Choices.Select(Write)]) };
                break;
        }

        var times = node is PatternNode.One { Times: var once } ? once : ((PatternNode.OneOf)node).Times;
        if (times == Quantity.Once) return json;
        var count = new JsonObject { ["least"] = ExpressionJson.Write(times.Least), ["most"] = times.Most is null ? null : ExpressionJson.Write(times.Most) };
        if (times.Inner != Contiguity.Relaxed) count["how"] = times.Inner == Contiguity.Strict ? "consecutive" : "combined";
        json["times"] = count;
        return json;
    }

    private static RuleDefinition Rule(JsonPart json)
    {
        json.Only("rule", "because", "severity", "for_each", "only_for", "given", "when", "within", "skip");
        var skip = json.Optional("skip")?.Text() ?? "skip past last event";
        var words = skip.Split(' ');
        var severity = json.Optional("severity");
        return new RuleDefinition
        {
            Name = json.Required("rule").Text(),
            Because = json.Optional("because")?.Text() ?? "",
            Severity = severity is null ? RuleSeverity.Medium : Enum.GetValues<RuleSeverity>().Cast<RuleSeverity?>().FirstOrDefault(one => RulePrinter.Word(one!.Value) == severity.Value.Text()) ?? throw severity.Value.Expected("low, medium, high or critical"),
            Key = [.. json.Required("for_each").Items().Select(ExpressionJson.Field)],
            Tenants = json.Optional("only_for") is { } tenants ? [.. tenants.Items().Select(tenant => tenant.Text())] : [],
            Given = json.Optional("given") is { } given ? [.. given.Members().Select(one => new KeyValuePair<string, Expression>(one.Name, ExpressionJson.Read(one.Value)))] : [],
            Pattern = Sequence(json.Required("when")),
            Within = json.Optional("within") is { } within ? ExpressionJson.Read(within) : null,
            Skip = words switch
            {
                ["skip", "past", "last", "event"] => SkipStrategy.PastLast,
                ["skip", "to", "next", "event"] => SkipStrategy.ToNext,
                ["skip", "to", "first", _] => SkipStrategy.ToFirst,
                ["skip", "to", "last", _] => SkipStrategy.ToLast,
                ["keep", "all"] => SkipStrategy.KeepAll,
                _ => throw json.Required("skip").Expected("'skip past last event', 'skip to next event', 'skip to first x', 'skip to last x' or 'keep all'"),
            },
            SkipTo = words is ["skip", "to", "first" or "last", var to] ? to : null,
        };
    }

    private static PatternNode.Sequence Sequence(JsonPart json) => new([.. json.Items().Select(Step)]);

    private static PatternStep Step(JsonPart json) => new(
        json.Optional("then") is not { } then ? Contiguity.Relaxed : then.Text() switch
        {
            "immediately" => Contiguity.Strict,
            "any" => Contiguity.Any,
            _ => throw then.Expected("'immediately' or 'any'"),
        },
        Node(json));

    private static PatternNode Node(JsonPart json)
    {
        json.Only("then", "event", "as", "where", "times", "no", "one_of", "all_of");
        if (json.Optional("no") is not null) return new PatternNode.None(Events(json, "no"));
        if (json.Optional("all_of") is { } all) return new PatternNode.AllOf([.. all.Items().Select(One)]);
        return json.Optional("one_of") is { } choices ? new PatternNode.OneOf([.. choices.Items().Select(Sequence)], Times(json)) : One(json);
    }

    private static PatternNode.One One(JsonPart json) => new(json.Optional("as")?.Text(), Events(json), Times(json));

    private static Quantity Times(JsonPart json)
    {
        if (json.Optional("times") is not { } times) return Quantity.Once;
        times.Only("least", "most", "how");
        return new Quantity(ExpressionJson.Read(times.Required("least")), times.Optional("most") is { } most ? ExpressionJson.Read(most) : null, times.Optional("how") is not { } how ? Contiguity.Relaxed : how.Text() switch
        {
            "consecutive" => Contiguity.Strict,
            "combined" => Contiguity.Any,
            _ => throw how.Expected("'consecutive' or 'combined'"),
        });
    }
}
