using System.CommandLine;
using System.Text.RegularExpressions;
using Analytics.Pbm.Api;
using Analytics.Pbm.Commands;
using Analytics.Pbm.Output;
using Analytics.Pbm.Shell;

namespace Analytics.Pbm;

/// <summary>The whole command line: where the node is, one command or a session, and failures as messages and exit codes.</summary>
public static partial class CommandLine
{
    private const string DefaultTarget = "127.0.0.1:9110";

    private const string Usage = """
        pbm [HOST:PORT] [COMMAND …] [--json] [--yes]      operate a node of Analytics.Actors (default 127.0.0.1:9110)
        pbm load FILE… [--url URL]                        send files of events (pbm load --help)
        pbm --version                                     say which version this command line is; a node's is in `pbm cluster show`

        Without a command it is interactive: Tab completes, the arrows recall, Ctrl-C stops what runs, Ctrl-D ends. The commands are the node's: `pbm help` lists them,
        `pbm help stream` those of an area. --json answers in JSON; what changes something asks, or takes --yes.
        ANALYTICS_OPERATOR_KEY is the key, where the node wants one (operator.keys). NO_COLOR turns colours off.
        Exit codes: 0 done; 1 done, but something is not as it should be; 2 wrong usage, or not confirmed; 3 no node answers; 4 the node refused; 130 interrupted.
        """;

    private static string Version => typeof(CommandLine).Assembly.GetName().Version!.ToString(3);

    /// <summary>Runs what the arguments say.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="reporter">Where answers go.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="input">Opens standard input.</param>
    /// <param name="asksPeople">Whether somebody sits at a terminal.</param>
    /// <param name="isTerminal">Whether people watch standard error.</param>
    /// <returns>The exit code, see <see cref="ExitCodes"/>.</returns>
    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, Reporter reporter, Func<string, string?> environment, Func<Stream> input, bool asksPeople, bool isTerminal)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        if (arguments is ["load", ..]) return LoadAsync(arguments, reporter, environment, input, isTerminal);
        var target = arguments.Count > 0 && Target().IsMatch(arguments[0]) ? arguments[0] : null;
        IReadOnlyList<string> words = target is null ? arguments : [.. arguments.Skip(1)];
        return Failures.ToExitCodeAsync(() => OperateAsync(target ?? DefaultTarget, words, reporter, environment, input, asksPeople), reporter);
    }

    private static async Task<int> OperateAsync(
        string target, IReadOnlyList<string> words, Reporter reporter, Func<string, string?> environment, Func<Stream> input, bool asksPeople)
    {
        if (words is ["--help" or "-h"])
        {
            reporter.Line(Usage);
            return ExitCodes.Done;
        }

        if (words is ["--version"])
        {
            reporter.Line(Version);
            return ExitCodes.Done;
        }

        using var client = new OperatorClient(target, environment("ANALYTICS_OPERATOR_KEY"));
        Func<string, bool>? ask = asksPeople ? question => Confirmed(reporter, question) : null;
        if (words.Count == 0) return await TalkAsync(client, reporter, environment, input, ask);
        using var stop = new Interruption();
        var parser = new CommandParser(await client.PaletteAsync(stop.Token));
        return await new CommandRunner(client, parser, reporter, ask, input).RunAsync(words, stop.Token);
    }

    private static async Task<int> TalkAsync(OperatorClient client, Reporter reporter, Func<string, string?> environment, Func<Stream> input, Func<string, bool>? ask)
    {
        Session? session = null;
        if (ask is null)
        {
            using var lines = new StreamReader(input());
            session = new Session(client, reporter, lines.ReadLineAsync, null);
            await session.ConnectAsync(CancellationToken.None);
            return await session.RunAsync();
        }

        var editor = new LineEditor(new History(History.PathOf(environment)), line => new Completer(session!.Parser, SuggestAsync).CompleteAsync(line));
        session = new Session(client, reporter, () => editor.ReadAsync($"[{client.Target}] pbm> "), ask);
        await session.ConnectAsync(CancellationToken.None);
        reporter.Line($"{session.Parser.Palette.Count} commands at {client.Target}; help lists them, Tab completes, exit ends.");
        return await session.RunAsync();

        async Task<IReadOnlyList<string>> SuggestAsync(CommandRequest call)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                return await client.SuggestAsync(call, patience.Token);
            }
            catch (Exception problem) when (problem is NodeException or OperationCanceledException)
            {
                return [];
            }
        }
    }

    private static bool Confirmed(Reporter reporter, string question)
    {
        reporter.Errors.Write($"{question} [y/N] ");
        return Console.ReadLine() is ['y' or 'Y', ..];
    }

    private static Task<int> LoadAsync(IReadOnlyList<string> arguments, Reporter reporter, Func<string, string?> environment, Func<Stream> input, bool isTerminal)
    {
        var root = new RootCommand("Send events to a node of Analytics.Actors") { new LoadCommand(reporter, environment, input, isTerminal).Make() };
        var parsed = root.Parse(arguments);
        var settings = new InvocationConfiguration { Output = reporter.Output, Error = reporter.Errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(5) };
        if (parsed.Errors.Count == 0) return Failures.ToExitCodeAsync(() => parsed.InvokeAsync(settings), reporter);
        foreach (var error in parsed.Errors) reporter.Message(error.Message);
        reporter.Message("see: pbm load --help");
        return Task.FromResult(ExitCodes.Usage);
    }

    [GeneratedRegex(@"\A(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}\z")]
    private static partial Regex Target();
}
