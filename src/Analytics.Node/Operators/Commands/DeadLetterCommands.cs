using Analytics.Contracts.Decoding;
using Analytics.Contracts.Log;
using Analytics.Ingestion.DeadLetters;
using Analytics.Node.Http;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>dlq …</c>: events that were refused or could not be processed.</summary>
internal sealed class DeadLetterCommands(DeadLetterBox box)
{
    private const int MostListed = 1_000;

    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("dlq list", "Letters, the oldest first", call => Task.FromResult(List(call))) with
        {
            Inputs =
            [
                Topic, Reason, CommandInput.With("limit", $"most letters of a topic, up to {MostListed}", "50"), CommandInput.With("from", "offset to start at", "the first that is kept"),
            ],
        },
        OperatorCommand.Once("dlq show", "One letter with its story and its bytes", call => Task.FromResult(Show(call))) with
        {
            Inputs = [CommandInput.Needed("topic", "with or without .dlq", TopicsAsync), CommandInput.Needed("offset", "its offset, as `dlq list` shows it")],
        },
        OperatorCommand.Once("dlq retry", "Read letters again with today's rules and put those that are events now back into their topic", RetryAsync) with
        {
            Inputs = [Some, Topic, Reason, CommandInput.Switch("all", "all letters, of the topic or of every topic"), CommandInput.Switch("dry-run", "only say what would happen")],
            Question = "Put these letters back into their topics?",
            ReadsWith = "dry-run",
        },
        OperatorCommand.Once("dlq drop", "Take letters out of lists and retries for good; retention deletes their bytes", DropAsync) with
        {
            Inputs = [Some, Topic, Reason, CommandInput.Switch("all", "all letters, of the topic or of every topic"), CommandInput.Switch("dry-run", "only say how many")],
            Question = "Drop these letters for good?",
            ReadsWith = "dry-run",
        },
    ];

    private CommandInput Topic => CommandInput.With("topic", "only this topic, with or without .dlq", "every topic", TopicsAsync);

    private static CommandInput Reason => CommandInput.With("reason", "only this reason", "any") with { Choices = [.. RejectionReasonNames.All] };

    private static CommandInput Some => new("offset", "offsets of the letters; they need --topic") { Many = true };

    private Task<IReadOnlyList<string>> TopicsAsync(CommandCall call) => Task.FromResult(box.Topics);

    private CommandAnswer List(CommandCall call)
    {
        var (limit, from) = ((int)call.Number("limit", 50, 1, MostListed), call.Number("from", 0, 0, long.MaxValue));
        var pages = Topics(call).Select(topic => (Topic: topic, Page: box.List(topic, call.TextOrNull("reason"), from, limit))).ToList();
        var result = new
        {
            DeadLetters = pages.SelectMany(page => page.Page.Letters).Select(DeadLetterAnswer.Short),
            More = pages.Where(page => page.Page.NextOffset is not null).Select(page => new { page.Topic, From = page.Page.NextOffset }),
        };
        return new CommandAnswer(result,
        [
            View.Table(
                "deadLetters", ("topic", "{topic}"), ("offset", "{offset}"), ("received", "{receivedAt:instant}"), ("reason", "{reason}"), ("field", "{field}"), ("stage", "{stage}"), ("tenant", "{tenant}"),
                ("bytes", "{bytes:count}"), ("retried", "{retried:yes}"), ("message", "{message}")).OrElse("There are no such letters."),
            View.Lines("more", "There are more: --topic {topic} --from {from}"),
        ]);
    }

    private CommandAnswer Show(CommandCall call)
    {
        var (topic, offset) = (Known(call.Text("topic")), CommandCall.Number("offset", call.Text("offset"), 0, long.MaxValue));
        var letter = box.Find(topic, offset) ?? throw CommandException.NotFound($"There is no dead letter at {topic}/{offset}.");
        var whole = DeadLetterAnswer.Whole(letter);
        return new CommandAnswer(whole,
        [
            View.Line("{topic} at {offset}, received {receivedAt:instant}, {bytes:count} bytes"), View.Line("{reason} (field {field}, stage {stage}): {message}"), View.Json("", "headers"),
            whole.Value is null ? View.Line("(not UTF-8; base64) {valueBase64}") : View.Text("value"),
        ]);
    }

    private async Task<CommandAnswer> RetryAsync(CommandCall call)
    {
        var (offsets, dryRun) = (Offsets(call), call.Has("dry-run"));
        var results = new List<(string Topic, RetryResult Result)>();
        foreach (var topic in Topics(call)) results.Add((topic, await box.RetryAsync(topic, offsets, call.TextOrNull("reason"), dryRun, call.Cancellation)));
        var rejected = results.SelectMany(one => one.Result.StillRejected.Select(letter => new { one.Topic, letter.Offset, Reason = letter.Reason.Name(), letter.Field })).ToList();
        var result = new
        {
            DryRun = dryRun, Topics = results.Select(one => new { one.Topic, one.Result.Matched, one.Result.Retried, one.Result.Duplicates, StillRejected = one.Result.StillRejected.Count }), StillRejected = rejected,
        };
        return new CommandAnswer(result,
        [
            View.Table("topics", ("topic", "{topic}"), ("matched", "{matched:count}"), (dryRun ? "would be retried" : "retried", "{retried:count}"), ("duplicates", "{duplicates:count}"), ("still rejected", "{stillRejected:count}")),
            View.Table("stillRejected", ("still rejected", "{topic}"), ("offset", "{offset}"), ("reason", "{reason}"), ("field", "{field}")),
        ], rejected.Count == 0);
    }

    private async Task<CommandAnswer> DropAsync(CommandCall call)
    {
        var (offsets, dryRun) = (Offsets(call), call.Has("dry-run"));
        var dropped = new List<(string Topic, int Letters)>();
        foreach (var topic in Topics(call)) dropped.Add((topic, await box.DropAsync(topic, offsets, call.TextOrNull("reason"), dryRun, call.Cancellation)));
        return new CommandAnswer(new { DryRun = dryRun, Topics = dropped.Select(one => new { one.Topic, one.Letters }) },
            [View.Table("topics", ("topic", "{topic}"), (dryRun ? "would be dropped" : "dropped", "{letters:count}"))]);
    }

    /// <summary>Which letters: offsets of one topic, or with <c>--all</c> null.</summary>
    private static List<long>? Offsets(CommandCall call)
    {
        var given = call.Texts("offset").Select(text => CommandCall.Number("offset", text, 0, long.MaxValue)).ToList();
        if (given.Count > 0 == call.Has("all")) throw new CommandException(400, "Give offsets, or --all.");
        if (given.Count > 0 && call.TextOrNull("topic") is null) throw new CommandException(400, "Offsets need --topic.");
        return given.Count > 0 ? given : null;
    }

    private IReadOnlyList<string> Topics(CommandCall call) => call.TextOrNull("topic") is { } topic ? [Known(topic)] : box.Topics;

    private string Known(string topic)
    {
        var full = topic.EndsWith(TopicDescription.DeadLetterSuffix, StringComparison.Ordinal) ? topic : topic + TopicDescription.DeadLetterSuffix;
        return box.Topics.Contains(full) ? full : throw CommandException.NotFound($"There is no dead-letter topic {full}. There are: {string.Join(", ", box.Topics)}");
    }
}
