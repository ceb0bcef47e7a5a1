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
        after a crash by starting over, adds nothing. That holds for one value of --batch-bytes; a file that has grown repeats at most its last request.
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
    private readonly Option<int> _batch = new("--batch-bytes") { Description = "Bytes of a request before compression (4194304)", DefaultValueFactory = _ => 4 << 20 };
    private readonly Option<bool?> _gzip = new("--gzip") { Description = "Compress requests (default: unless the node is on this machine)" };
    private readonly Option<TimeSpan> _retry = new("--retry-for")
    {
        Description = "How long to try again while the node is away or busy (5m)",
        DefaultValueFactory = _ => TimeSpan.FromMinutes(5),
        CustomParser = ParseDuration,
    };

    /// <summary>The command.</summary>
    public Command Make()
    {
        _schema.AcceptOnlyFromAmong("shop", "ticketing", "eventflow");
        _batch.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1024 or > (64 << 20)) result.AddError("--batch-bytes: expected from 1024 to 67108864");
        });
        _files.Validators.Add(result =>
        {
            foreach (var file in result.Tokens.Select(token => token.Value).Where(file => file != "-" && !File.Exists(file))) result.AddError($"there is no file {file}");
        });
        var command = new Command("load", Description) { _files };
        foreach (var option in new Option[] { _url, _json, _tenant, _schema, _key, _wait, _batch, _gzip, _retry }) command.Options.Add(option);
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
            Compress = parsed.GetValue(_gzip),
            RetryFor = parsed.GetValue(_retry),
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

    private static TimeSpan ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var digits = text.TrimEnd('s', 'm', 'h');
        var unit = text[digits.Length..] switch { "" or "s" => 1, "m" => 60, "h" => 3600, _ => 0 };
        if (unit > 0 && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return TimeSpan.FromSeconds(number * unit);
        result.AddError($"--retry-for: expected a duration such as 30s or 5m, found {text}");
        return default;
    }
}
