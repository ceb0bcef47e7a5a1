using System.Globalization;
using System.Text.Json;
using Analytics.Contracts.Events;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Features;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Time;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>What a match saw, as JSON. Texts without a column of few values are in it as hashes: the event itself, which its offset names, has them.</summary>
internal static class MatchEvidence
{
    public static void Write(PatternMatch match, PatternMatcher matcher, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("events");
        for (var i = 0; i < match.Count; i++) WriteEvent(match, matcher, i, json);
        json.WriteEndArray();
        WriteMemory(match, matcher, json);
        json.WriteEndObject();
    }

    private static void WriteEvent(PatternMatch match, PatternMatcher matcher, int index, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (match.NameOf(index) is { } name) json.WriteString("as", name);
        json.WriteNumber("offset", match.OffsetOf(index));
        json.WriteString("at", Micros.ToUtc(match.TimeOf(index)));
        foreach (var column in match.Rule.Columns) WriteValue(matcher.Plan.Columns[column], match.Slab.Value(match.EventAt(index), column), json);
        json.WriteEndObject();
    }

    private static void WriteValue(RuleColumn column, long value, Utf8JsonWriter json)
    {
        if (value == column.Absent) return;
        switch (column.Kind)
        {
            case ColumnKind.Number:
                Write(column.Name, BitConverter.Int64BitsToDouble(value), json);
                break;
            case ColumnKind.Symbol:
                json.WriteString(column.Name, Symbols.Utf8((int)value));
                break;
            case ColumnKind.Hash:
                json.WriteString(column.Name, string.Create(CultureInfo.InvariantCulture, $"#{(ulong)value:x16}"));
                break;
            default:
                json.WriteBoolean(column.Name, true);
                break;
        }
    }

    private static void WriteMemory(PatternMatch match, PatternMatcher matcher, Utf8JsonWriter json)
    {
        if (match.Rule.Features.Length == 0) return;
        json.WriteStartObject("remembered");
        foreach (var index in match.Rule.Features)
        {
            var feature = matcher.Plan.Features[index];
            var scope = matcher.Scope;
            switch (feature.Kind)
            {
                case FeatureKind.Window:
                    Write(feature.Number is null ? feature.Label : $"count of {feature.Label}", scope.WindowCount(index), json);
                    if (feature.Number is not null) Write($"sum of {feature.Label}", scope.WindowSum(index), json);
                    break;
                case FeatureKind.Distinct:
                    Write(feature.Label, scope.WindowDistinct(index), json);
                    break;
                case FeatureKind.First or FeatureKind.Last:
                    Write($"seconds since {feature.Label}", scope.Since(index) / Micros.Second, json);
                    break;
                case FeatureKind.History:
                    Write($"deviation of {feature.Label}", scope.Deviation(index, false, feature.Number!(scope)), json);
                    Write($"median deviation of {feature.Label}", scope.Deviation(index, true, feature.Number!(scope)), json);
                    break;
                case FeatureKind.Known:
                    json.WriteBoolean($"new {feature.Label}", scope.IsNew(index, feature.Text!(scope)));
                    break;
                default:
                    WritePlace(matcher, index, json);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void WritePlace(PatternMatcher matcher, int index, Utf8JsonWriter json)
    {
        double latitude = double.NaN, longitude = double.NaN;
        foreach (var column in matcher.Plan.Columns)
        {
            if (column.Source == EventColumn.Latitude) latitude = matcher.Scope.Number(column.Index);
            if (column.Source == EventColumn.Longitude) longitude = matcher.Scope.Number(column.Index);
        }

        Write("kilometres", matcher.Scope.Distance(index, latitude, longitude), json);
        Write("kilometres an hour", matcher.Scope.Speed(index, latitude, longitude), json);
    }

    private static void Write(string name, double value, Utf8JsonWriter json)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else if (double.IsInfinity(value)) json.WriteString(name, value > 0 ? "infinite" : "-infinite");
    }
}
