using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Shell;

/// <summary>Runs one command line against a node: help, the question, the answers.</summary>
/// <param name="client">The node.</param>
/// <param name="parser">Its palette.</param>
/// <param name="reporter">Where answers go.</param>
/// <param name="ask">Asks somebody yes or no; null when nobody is there.</param>
/// <param name="input">Opens standard input, for commands that take a file; null where lines of commands come from there.</param>
public sealed class CommandRunner(OperatorClient client, CommandParser parser, Reporter reporter, Func<string, bool>? ask, Func<Stream>? input = null)
{
    /// <summary>Runs it; returns the exit code.</summary>
    /// <exception cref="UsageException">The line is no call of a command.</exception>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellation)
    {
        if (words[0] is "help" or "--help") return Help([.. words.Skip(1)]);
        if (words is [.., "--help"] && parser.Find(words) is null) return Help([.. words.SkipLast(1)]);
        var parsed = parser.Parse(words);
        if (parsed.Help) return Help(words.Where(word => word != "--help").ToList());
        var confirmed = parsed.Yes || parsed.Question is null;
        if (!confirmed)
        {
            if (ask is null) throw new UsageException($"{parsed.Command.Name} changes something ({parsed.Question}): add --yes");
            if (!ask(parsed.Question!)) return ExitCodes.Usage;
        }

        var (view, code) = (new AnswerView(reporter), ExitCodes.Done);
        await foreach (var answer in client.ExecuteAsync(new CommandRequest(parsed.Command.Name, FileValues.Read(parsed, input), parsed.Question is not null), cancellation))
        {
            view.Show(answer, parsed.Json);
            if (!answer.Complete) code = ExitCodes.SomeRejected;
        }

        return code;
    }

    private int Help(List<string> words)
    {
        var shown = parser.Palette.Where(command => command.Name.Split(' ').Take(words.Count).SequenceEqual(words)).ToList();
        if (shown.Count == 0 && parser.Find(words) is { } exact) shown = [exact];
        if (shown.Count == 0) throw new UsageException($"there is no command '{string.Join(' ', words)}'; `help` lists them");
        if (shown.Count == 1) One(shown[0]);
        else reporter.Table(["command", "what it does"], shown.Select(command => new[] { command.Call, command.Summary + (command.Question is null ? "" : " (asks)") }));
        if (words.Count == 0) reporter.Line("Every command takes --json (the data as JSON), --yes (do not ask) and --help. Apart from these: load, to send files of events.");
        return ExitCodes.Done;
    }

    private void One(CommandInfo command)
    {
        reporter.Line(command.Usage);
        reporter.Line(command.Summary + "." + (command.Question is null ? "" : " It changes something: it asks, or takes --yes, and is logged."));
        foreach (var input in command.Inputs)
            reporter.Line($"  {(input.Option ? "--" : "")}{input.Name}: {input.Meaning}{(input.Choices is { } choices ? $" ({string.Join(", ", choices)})" : "")}{(input.Default is { } otherwise ? $"; default {otherwise}" : "")}");
    }
}
