using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Pbm.Api;

namespace Analytics.Pbm.Output;

/// <summary>Shows answers as their node says that people like to see them.</summary>
/// <param name="reporter">Where to.</param>
public sealed class AnswerView(Reporter reporter)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Shows one answer: its data as JSON on one line, or its views.</summary>
    public void Show(CommandAnswer answer, bool json)
    {
        if (json) reporter.Line(answer.Result.GetRawText());
        else foreach (var view in answer.Views ?? []) Show(view, answer.Result);
    }

    private void Show(ViewInfo view, JsonElement result)
    {
        var items = view.Kind == "progress" ? [] : ItemsOf(view, result);
        switch (view.Kind)
        {
            case "table":
                var columns = view.Columns ?? [];
                if (items.Count > 0) reporter.Table([.. columns.Select(column => column.Title)], items.Select(item => columns.Select(column => Template.Fill(column.Value, item)).ToList()));
                else if (view.Empty.Length > 0) reporter.Line(view.Empty);
                break;
            case "line":
                foreach (var item in items)
                    if (view.When.Length == 0 || Template.Holds(item, view.When)) reporter.Line(Template.Fill(view.Value, item));
                break;
            case "text":
                foreach (var item in items) Text(Template.Find(item, view.Value));
                break;
            case "json":
                foreach (var item in items) reporter.Line(Pretty(Template.Find(item, view.Value)));
                break;
            case "progress":
                if (view.When.Length == 0 || Template.Holds(result, view.When))
                    reporter.Progress(Template.Find(result, view.Items) is { ValueKind: JsonValueKind.Number } part ? part.GetDouble() : 0, Template.Fill(view.Value, result));
                break;
            default:
                break;
        }
    }

    private static List<JsonElement> ItemsOf(ViewInfo view, JsonElement result)
    {
        if (view.Items.Length == 0) return [result];
        var found = Template.Find(result, view.Items);
        return found.ValueKind == JsonValueKind.Array ? [.. found.EnumerateArray()] : [];
    }

    private void Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return;
        // Control characters of what strangers sent must not reach the terminal; lines and tabs may.
        var text = value.GetString()!.ReplaceLineEndings("\n");
        reporter.Line(string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\u00b7' : c)));
    }

    private static string Pretty(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return "-";
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Indented)) value.WriteTo(writer);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
