using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Routing;

namespace Analytics.Sinks.Alerts.Channels;

/// <summary>
/// How a channel words a message: a title, and a line for each alert. <c>{name}</c> stands for a value; values are put in once and as they are, without line breaks.
/// </summary>
public sealed partial class MessageTemplate
{
    /// <summary>The title where none is set.</summary>
    public const string DefaultTitle = "{kind}: {count} {severity} for {tenant}: {rule}";

    /// <summary>The line where none is set.</summary>
    public const string DefaultLine = "{at} {severity} {rule}: {entity_kind} {entity}, {events} events";

    private const int LongestTitle = 200;
    private const int LongestValue = 300;
    private static readonly string[] TitleNames = ["kind", "channel", "tenant", "count", "severity", "rule", "at"];
    private static readonly string[] LineNames = ["id", "rule", "version", "severity", "entity_kind", "entity", "at", "first_at", "events", "state", "tenant"];
    private readonly string _title;
    private readonly string _line;

    private MessageTemplate(string title, string line) => (_title, _line) = (title, line);

    /// <summary>Reads a template; empty texts are the defaults.</summary>
    /// <exception cref="FormatException">A name in braces is none of those that there are.</exception>
    public static MessageTemplate Parse(string title, string line)
    {
        Require(title, TitleNames);
        Require(line, LineNames);
        return new MessageTemplate(title.Length > 0 ? title : DefaultTitle, line.Length > 0 ? line : DefaultLine);
    }

    /// <summary>The title, on one line.</summary>
    public string Title(AlertMessage message) => message.Kind == DeliveryKind.Test
        ? $"Test of the channel {message.Channel} for {message.Tenant}"
        : Cut(Fill(_title, name => name switch
        {
            "kind" => AlertNames.Of(message.Kind),
            "channel" => message.Channel,
            "tenant" => message.Tenant,
            "count" => message.Total.ToString(CultureInfo.InvariantCulture),
            "severity" => AlertNames.Of(message.Severity),
            "rule" => message.Counts.Select(count => count.Rule).Distinct().ToList() is [var only] ? only : $"{message.Counts.Select(count => count.Rule).Distinct().Count()} rules",
            _ => Instant(message.At.UtcDateTime),
        }), LongestTitle);

    /// <summary>What stands below the title: a line for each alert, or for a digest one for each rule and severity.</summary>
    public string Lines(AlertMessage message)
    {
        var text = new StringBuilder();
        if (message.Kind == DeliveryKind.Test) text.Append("Nothing has happened: somebody tries whether messages arrive.\n");
        if (message.Kind == DeliveryKind.Digest)
        {
            foreach (var count in message.Counts.Take(AlertMessage.MostShown)) text.Append(CultureInfo.InvariantCulture, $"{count.Alerts} {AlertNames.Of(count.Severity)} {Value(count.Rule)}\n");
            if (message.Counts.Count > AlertMessage.MostShown) text.Append(CultureInfo.InvariantCulture, $"and {message.Counts.Count - AlertMessage.MostShown} more kinds\n");
            return text.ToString();
        }

        foreach (var alert in message.Alerts) text.Append(Line(alert)).Append('\n');
        if (message.Total > message.Alerts.Count) text.Append(CultureInfo.InvariantCulture, $"and {message.Total - message.Alerts.Count} more\n");
        return text.ToString();
    }

    private string Line(StoredAlert alert) => Fill(_line, name => name switch
    {
        "id" => alert.Id.ToString(),
        "rule" => alert.Rule,
        "version" => alert.RuleVersion.ToString(CultureInfo.InvariantCulture),
        "severity" => alert.Severity,
        "entity_kind" => alert.EntityKind,
        "entity" => alert.Entity,
        "at" => Instant(alert.At),
        "first_at" => Instant(alert.FirstAt),
        "events" => alert.Events.ToString(CultureInfo.InvariantCulture),
        "state" => alert.State,
        _ => alert.Tenant,
    });

    private static void Require(string template, string[] names)
    {
        foreach (Match match in Name().Matches(template))
            if (!names.Contains(match.Groups[1].Value)) throw new FormatException($"{{{match.Groups[1].Value}}} is unknown, expected one of {string.Join(", ", names)}");
    }

    private static string Fill(string template, Func<string, string> valueOf) => Name().Replace(template.ReplaceLineEndings(" "), match => Value(valueOf(match.Groups[1].Value)));

    private static string Value(string text) => Cut(new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]), LongestValue);

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var end = char.IsHighSurrogate(text[longest - 2]) ? longest - 2 : longest - 1;
        return text[..end] + "…";
    }

    private static string Instant(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Name();
}
