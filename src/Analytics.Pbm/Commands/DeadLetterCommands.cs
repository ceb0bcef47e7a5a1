using System.CommandLine;
using System.Globalization;
using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Commands;

/// <summary><c>dlq list</c>, <c>dlq show</c> and <c>dlq retry</c>.</summary>
/// <param name="context">What every command has.</param>
public sealed class DeadLetterCommands(CommandContext context)
{
    private const string Path = "/api/v1/admin/dead-letters";
    private readonly Reporter _out = context.Reporter;
    private readonly Option<string?> _topic = new("--topic") { Description = "Only this topic, with or without .dlq" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Only this reason, such as malformed_json" };

    /// <summary>The command.</summary>
    public Command Make() => new("dlq", "Dead letters: events that could not be read or processed") { List(), Show(), Retry() };

    private Command List()
    {
        var limit = new Option<int>("--limit") { Description = "Most letters (50)", DefaultValueFactory = _ => 50 };
        var from = new Option<string?>("--page-token") { Description = "Go on where an earlier list ended" };
        var command = context.Command("list", "Letters, the oldest first", async (node, parsed, cancellation) =>
        {
            var query = Query(("topic", parsed.GetValue(_topic)), ("reason", parsed.GetValue(_reason)),
                ("page_size", parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture)), ("page_token", parsed.GetValue(from)));
            var answer = await node.GetAsync(Path + query, ApiJson.Default.DeadLettersAnswer, cancellation);
            if (parsed.GetValue(context.Json)) _out.Json(answer, ApiJson.Default.DeadLettersAnswer);
            else Show(answer);
            return ExitCodes.Done;
        });
        foreach (var option in new Option[] { _topic, _reason, limit, from }) command.Options.Add(option);
        return command;
    }

    private void Show(DeadLettersAnswer answer)
    {
        _out.Table(["topic", "partition", "offset", "received", "reason", "field", "stage", "tenant", "bytes", "retried", "message"], answer.Letters.Select(letter => new[]
        {
            letter.Topic, letter.Partition.ToString(CultureInfo.InvariantCulture), letter.Offset.ToString(CultureInfo.InvariantCulture), Words.Instant(letter.ReceivedAt),
            letter.Reason, letter.Field ?? "", letter.Stage ?? "", letter.Tenant ?? "", Words.Count(letter.Bytes), letter.Retried ? "yes" : "", letter.Message ?? "",
        }));
        if (answer.NextPageToken is { } token) _out.Message($"there are more: --page-token {token}");
    }

    private Command Show()
    {
        var topic = new Argument<string>("TOPIC");
        var partition = new Argument<int>("PARTITION");
        var offset = new Argument<long>("OFFSET");
        var command = context.Command("show", "One letter with its story and its bytes", async (node, parsed, cancellation) =>
        {
            var path = $"{Path}/{Uri.EscapeDataString(WithSuffix(parsed.GetRequiredValue(topic)))}/{parsed.GetValue(partition)}/{parsed.GetValue(offset)}";
            var letter = await node.GetAsync(path, ApiJson.Default.DeadLetter, cancellation);
            if (parsed.GetValue(context.Json)) _out.Json(letter, ApiJson.Default.DeadLetter);
            else Show(letter);
            return ExitCodes.Done;
        });
        foreach (var argument in new Argument[] { topic, partition, offset }) command.Arguments.Add(argument);
        return command;
    }

    private void Show(DeadLetter letter)
    {
        _out.Line($"{letter.Topic}-{letter.Partition} at {letter.Offset}, received {Words.Instant(letter.ReceivedAt)}, {Words.Count(letter.Bytes)} bytes");
        _out.Line($"{letter.Reason}{(string.IsNullOrEmpty(letter.Field) ? "" : " in " + letter.Field)} ({letter.Stage}): {letter.Message}");
        foreach (var (name, value) in letter.Headers ?? new Dictionary<string, string>()) _out.Line($"{name}: {value}");
        _out.Line("");
        _out.Line(letter.Value ?? $"(not UTF-8; base64) {letter.ValueBase64}");
    }

    private Command Retry()
    {
        var offsets = new Argument<long[]>("OFFSET") { Description = "Offsets of the letters", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All letters, of the topic or of every topic" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would happen" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = context.Command("retry", "Read letters again with today's rules and put those that are events now back into their topic", (node, parsed, cancellation) =>
            RetryAsync(node, parsed.GetValue(_topic), parsed.GetValue(_reason), parsed.GetValue(offsets) ?? [], parsed.GetValue(all), parsed.GetValue(dryRun),
                parsed.GetValue(yes), parsed.GetValue(context.Json), cancellation));
        command.Arguments.Add(offsets);
        foreach (var option in new Option[] { _topic, _reason, all, dryRun, yes }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var some = result.GetValue(offsets) is { Length: > 0 };
            if (some == result.GetValue(all)) result.AddError("dlq retry: give offsets, or --all");
            if (some && result.GetValue(_topic) is null) result.AddError("dlq retry: offsets need --topic");
        });
        return command;
    }

    private async Task<int> RetryAsync(
        NodeClient node, string? topic, string? reason, long[] offsets, bool all, bool dryRun, bool yes, bool json, CancellationToken cancellation)
    {
        if (!dryRun && !yes && !Confirmed()) return ExitCodes.Usage;
        var topics = topic is not null ? [WithSuffix(topic)] : await TopicsAsync(node, cancellation);
        var answers = new List<RetryAnswer>();
        foreach (var name in topics)
        {
            var request = new RetryRequest(name, all ? null : offsets, all, reason, dryRun);
            answers.Add(await node.PostAsync(Path + "/retry", request, ApiJson.Default.RetryRequest, ApiJson.Default.RetryAnswer, cancellation));
        }

        if (json) _out.Json(answers, ApiJson.Default.IReadOnlyListRetryAnswer);
        else Show(topics, answers);
        return answers.Any(answer => answer.StillRejected.Count > 0) ? ExitCodes.SomeRejected : ExitCodes.Done;
    }

    private void Show(IReadOnlyList<string> topics, IReadOnlyList<RetryAnswer> answers)
    {
        _out.Table(["topic", "matched", answers.Any(answer => answer.DryRun) ? "would be retried" : "retried", "duplicates", "still rejected"], answers.Select((answer, i) => new[]
        {
            topics[i], Words.Count(answer.Matched), Words.Count(answer.Retried), Words.Count(answer.Duplicates), Words.Count(answer.StillRejected.Count),
        }));
        foreach (var letter in answers.SelectMany(answer => answer.StillRejected).Take(20))
            _out.Message($"still rejected: {letter.Partition}/{letter.Offset} {letter.Reason} {letter.Field}");
    }

    private bool Confirmed()
    {
        if (!context.AsksPeople)
        {
            _out.Message("dlq retry changes data: add --yes, or look first with --dry-run");
            return false;
        }

        _out.Errors.Write("Put these letters back into their topics? [y/N] ");
        return Console.ReadLine() is ['y' or 'Y', ..];
    }

    private static async Task<IReadOnlyList<string>> TopicsAsync(NodeClient node, CancellationToken cancellation) =>
        [.. (await node.GetAsync("/api/v1/status", ApiJson.Default.StatusAnswer, cancellation)).DeadLetters.Where(topic => topic.Records > 0).Select(topic => topic.Topic)];

    private static string WithSuffix(string topic) => topic.EndsWith(".dlq", StringComparison.Ordinal) ? topic : topic + ".dlq";

    private static string Query(params (string Name, string? Value)[] parameters)
    {
        var set = parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        return "?" + string.Join('&', set);
    }
}
