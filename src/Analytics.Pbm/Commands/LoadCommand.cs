using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Analytics.Pbm.Api;
using Analytics.Pbm.Loading;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Commands;

/// <summary><c>load</c>: sends files of events.</summary>
/// <param name="reporter">Where answers go.</param>
/// <param name="environment">Environment variables.</param>
/// <param name="input">Opens standard input.</param>
/// <param name="isTerminal">Whether people watch standard error.</param>
public sealed class LoadCommand(Reporter reporter, Func<string, string?> environment, Func<Stream> input, bool isTerminal)
{
    private const string Description = """
        Send NDJSON files to the node

        Each line is an event. Files may be gzipped; "-" is standard input. A line without an id of its own (id, uuid, messageId, insertId, event_id …)
        gets one from the bytes of its file up to the end of its request and its position, so loading the same file again, or going on
        after a crash by starting over, adds nothing. That holds for the same --batch-bytes and --batch-events; a file that has grown repeats at most its last request.
        """;

    private readonly Option<bool> _json = new("--json") { Description = "Answer in JSON, for scripts" };
    private readonly Option<Uri> _url = new("--url")
    {
        Description = "Address of the node's API (default: ANALYTICS_URL, else http://127.0.0.1:8086)",
        DefaultValueFactory = _ => new Uri(environment("ANALYTICS_URL") is { Length: > 0 } url ? url : "http://127.0.0.1:8086"),
        CustomParser = ParseUrl,
    };
    private readonly Argument<string[]> _files = new("FILE") { Arity = ArgumentArity.OneOrMore, Description = "NDJSON, plain or gzip; - for standard input" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Tenant of events that name none" };
    private readonly Option<string?> _schema = new("--schema") { Description = "shop, ticketing or eventflow; by default recognised by the fields" };
    private readonly Option<string?> _key = new("--key") { Description = "Write key (default: ANALYTICS_WRITE_KEY)" };
    private readonly Option<bool> _wait = new("--wait") { Description = "Return only when everything sent is visible in the answers" };
    private readonly Option<int> _batch = new("--batch-bytes") { Description = "Bytes of a request before compression", DefaultValueFactory = _ => 4 << 20 };
    private readonly Option<int> _batchEvents = new("--batch-events") { Description = "Most events of a request (the node's http.max-request-events)", DefaultValueFactory = _ => 50_000 };
    private readonly Option<bool?> _gzip = new("--gzip") { Description = "Compress requests (default: unless the node is on this machine)" };
    private readonly Option<string> _retry = new("--retry-for") { Description = "How long to try again while the node is away or busy", DefaultValueFactory = _ => "5m" };

    /// <summary>The command.</summary>
    public Command Make()
    {
        _schema.AcceptOnlyFromAmong("shop", "ticketing", "eventflow");
        _batch.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1024 or > (64 << 20)) result.AddError("--batch-bytes: expected from 1024 to 67108864");
        });
        _batchEvents.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--batch-events: expected at least 1");
        });
        _retry.Validators.Add(result =>
        {
            if (DurationOf(result.GetValueOrDefault<string>()) is null) result.AddError($"--retry-for: expected a duration such as 30s or 5m, found {result.GetValueOrDefault<string>()}");
        });
        _files.Validators.Add(result =>
        {
            foreach (var file in result.Tokens.Select(token => token.Value).Where(file => file != "-" && !File.Exists(file))) result.AddError($"there is no file {file}");
        });
        var command = new Command("load", Description) { _files };
        foreach (var option in new Option[] { _url, _json, _tenant, _schema, _key, _wait, _batch, _batchEvents, _gzip, _retry }) command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = new LoadOptions
        {
            Url = parsed.GetRequiredValue(_url),
            Files = parsed.GetRequiredValue(_files),
            Tenant = parsed.GetValue(_tenant),
            Schema = parsed.GetValue(_schema),
            WriteKey = parsed.GetValue(_key) ?? environment("ANALYTICS_WRITE_KEY"),
            Wait = parsed.GetValue(_wait),
            BatchBytes = parsed.GetValue(_batch),
            BatchEvents = parsed.GetValue(_batchEvents),
            Compress = parsed.GetValue(_gzip),
            RetryFor = DurationOf(parsed.GetRequiredValue(_retry))!.Value,
        };
        var summary = await new Loader(options, reporter, input, isTerminal).RunAsync(cancellation);
        if (parsed.GetValue(_json)) reporter.Json(summary, ApiJson.Default.LoadSummary);
        else foreach (var line in Loader.Describe(summary)) reporter.Line(line);
        return summary.Rejected > 0 ? ExitCodes.SomeRejected : ExitCodes.Done;
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return uri;
        result.AddError($"--url: expected an address such as http://127.0.0.1:8086, found {result.Tokens[0].Value}");
        return null;
    }

    private static TimeSpan? DurationOf(string? text)
    {
        var digits = (text ?? "").TrimEnd('s', 'm', 'h');
        var unit = text?[digits.Length..] switch { "" or "s" => 1, "m" => 60, "h" => 3600, _ => 0 };
        return unit > 0 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? TimeSpan.FromSeconds(number * unit) : null;
    }
}
