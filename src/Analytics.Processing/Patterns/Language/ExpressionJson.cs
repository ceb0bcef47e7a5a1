using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Processing.Patterns.Language;

/// <summary>Values and conditions as JSON: numbers, texts and truths are themselves; everything else is an object with a member that says what it is.</summary>
internal static class ExpressionJson
{
    private static readonly string[] Functions = [.. Enum.GetValues<Aggregate>().Select(Word)];

    public static JsonNode Write(Expression value) => value switch
    {
        Expression.Number number => JsonValue.Create(number.Value),
        Expression.Text text => JsonValue.Create(text.Value),
        Expression.Truth truth => JsonValue.Create(truth.Value),
        Expression.Duration => new JsonObject { ["duration"] = RulePrinter.Print(value) },
        Expression.Parameter parameter => new JsonObject { ["parameter"] = parameter.Name },
        Expression.Field { IsProperty: false } field => new JsonObject { ["field"] = field.Name },
        Expression.Field field => new JsonObject { ["property"] = field.Name },
        Expression.OfMatch of => With(new JsonObject { ["of"] = of.Name, ["function"] = Word(of.Function) }, of.Value),
        Expression.SinceMatch since => new JsonObject { ["since"] = since.Name },
        Expression.OfWindow window => With(new JsonObject { ["window"] = Word(window.Function), ["events"] = RuleJson.Write(window.Events), ["last"] = Write(window.Span) }, window.Value),
        Expression.Deviation far => new JsonObject { ["deviation"] = Write(far.Value), ["median"] = far.Median, ["last"] = Write(far.Last), ["events"] = RuleJson.Write(far.Events) },
        Expression.IsNew fresh => new JsonObject { ["new"] = Write(fresh.Value) },
        Expression.Speed => new JsonObject { ["measure"] = "speed" },
        Expression.Distance => new JsonObject { ["measure"] = "distance" },
        Expression.SinceFirst => new JsonObject { ["measure"] = "time since first seen" },
        Expression.SinceLast since => new JsonObject { ["since_last"] = RuleJson.Write(since.Events) },
        Expression.Not not => new JsonObject { ["not"] = Write(not.Operand) },
        Expression.Logic logic => Pair(logic.IsAnd ? "and" : "or", logic.Left, logic.Right),
        Expression.Compare compare => Pair(compare.Operator, compare.Left, compare.Right),
        Expression.Arithmetic sum => Pair(sum.Operator.ToString(), sum.Left, sum.Right),
        Expression.In one => new JsonObject { ["in"] = new JsonArray([Write(one.Value), .. one.Choices.Select(Write)]) },
        Expression.Present present => new JsonObject { [present.Is ? "present" : "absent"] = Write(present.Value) },
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    public static Expression Read(JsonPart json)
    {
        switch (json.Element.ValueKind)
        {
            case JsonValueKind.Number when json.Element.GetDouble() is var number and >= 0: return new Expression.Number(number);
            case JsonValueKind.Number: return new Expression.Arithmetic('-', new Expression.Number(0), new Expression.Number(-json.Element.GetDouble()));
            case JsonValueKind.String: return new Expression.Text(json.Text());
            case JsonValueKind.True or JsonValueKind.False: return new Expression.Truth(json.Element.GetBoolean());
            case JsonValueKind.Object: break;
            default: throw json.Expected("a value");
        }

        foreach (var (name, value) in json.Members())
            if (Of(name, value, json) is { } expression) return expression;
        throw json.Expected("a member that says what it is, such as field, window, and, >=");
    }

    public static Expression.Field Field(JsonPart json) =>
        json.Element.ValueKind == JsonValueKind.String ? new Expression.Field(json.Text(), false) : Read(json) as Expression.Field ?? throw json.Expected("a field or a property");

    private static Expression? Of(string name, JsonPart value, JsonPart json) => name switch
    {
        "duration" => Duration(value),
        "parameter" => new Expression.Parameter(value.Text()),
        "field" => new Expression.Field(value.Text(), false),
        "property" => new Expression.Field(value.Text(), true),
        "of" => new Expression.OfMatch(value.Text(), Function(json.Required("function")), json.Optional("value") is { } of ? Field(of) : null),
        "since" => new Expression.SinceMatch(value.Text()),
        "window" => new Expression.OfWindow(Function(value), json.Optional("value") is { } of ? Read(of) : null, RuleJson.Events(json.Required("events")), Read(json.Required("last"))),
        "deviation" => new Expression.Deviation(json.Optional("median") is { Element.ValueKind: JsonValueKind.True }, Read(value), Read(json.Required("last")), RuleJson.Events(json.Required("events"))),
        "new" => new Expression.IsNew(Field(value)),
        "measure" => value.Text() switch
        {
            "speed" => new Expression.Speed(),
            "distance" => new Expression.Distance(),
            "time since first seen" => new Expression.SinceFirst(),
            _ => throw value.Expected("speed, distance or 'time since first seen'"),
        },
        "since_last" => new Expression.SinceLast(RuleJson.Events(value)),
        "not" => new Expression.Not(Read(value)),
        "and" or "or" => Two(value, (left, right) => new Expression.Logic(name == "and", left, right)),
        "=" or "!=" or "<" or "<=" or ">" or ">=" => Two(value, (left, right) => new Expression.Compare(name, left, right)),
        "+" or "-" or "*" or "/" => Two(value, (left, right) => new Expression.Arithmetic(name[0], left, right)),
        "in" => value.Items().Select(Read).ToList() is [var one, _, ..] all ? new Expression.In(one, all[1..]) : throw value.Expected("a value and its choices"),
        "present" or "absent" => new Expression.Present(Read(value), name == "present"),
        _ => null,
    };

    private static Expression.Duration Duration(JsonPart json)
    {
        var tokens = new TokenReader(json.Text());
        return new ExpressionParser(tokens, []).Literal() is Expression.Duration span && tokens.AtEnd ? span : throw json.Expected("a duration such as \"10 minutes\"");
    }

    private static Expression Two(JsonPart json, Func<Expression, Expression, Expression> join) =>
        json.Items().Select(Read).ToList() is [var left, var right] ? join(left, right) : throw json.Expected("a list of two values");

    private static Aggregate Function(JsonPart json) => Array.IndexOf(Functions, json.Text()) is >= 0 and var at ? (Aggregate)at : throw json.Expected(string.Join(", ", Functions));

    private static JsonObject Pair(string name, Expression left, Expression right) => new() { [name] = new JsonArray(Write(left), Write(right)) };

    private static JsonObject With(JsonObject json, Expression? value)
    {
        if (value is not null) json["value"] = Write(value);
        return json;
    }

    private static string Word(Aggregate function) => function.ToString().ToLowerInvariant();
}
