using System.CommandLine;
using Analytics.Pbm.Api;
using Analytics.Pbm.Commands;
using Analytics.Pbm.Output;

namespace Analytics.Pbm;

/// <summary>The whole command line: parses, runs, and turns failures into messages and exit codes.</summary>
public static class CommandLine
{
    private const string Description = """
        Ask and operate a node of Analytics.Actors

        Answers go to standard output, messages to standard error. Exit codes: 0 done; 1 done, but something was rejected; 2 wrong usage;
        3 no node answers; 4 the node refused; 130 interrupted. NO_COLOR turns colours off.
        """;

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="reporter">Where answers go.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="input">Opens standard input.</param>
    /// <param name="asksPeople">Whether somebody can be asked.</param>
    /// <param name="isTerminal">Whether people watch standard error.</param>
    /// <returns>The exit code, see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, Reporter reporter, Func<string, string?> environment, Func<Stream> input, bool asksPeople, bool isTerminal)
    {
        var context = new CommandContext(reporter, environment, input, asksPeople);
        var parsed = Root(context, isTerminal).Parse(arguments);
        var settings = new InvocationConfiguration { Output = reporter.Output, Error = reporter.Errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(5) };
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) reporter.Message(error.Message);
            reporter.Message($"see: {string.Join(' ', Path(parsed.CommandResult))} --help");
            return ExitCodes.Usage;
        }

        return await GuardedAsync(() => parsed.InvokeAsync(settings), reporter);
    }

    private static RootCommand Root(CommandContext context, bool isTerminal)
    {
        var root = new RootCommand(Description) { context.Url, context.Json };
        var commands = new StatusCommands(context).All()
            .Concat(new ActorCommands(context).All())
            .Append(new ClusterCommands(context).Make())
            .Append(new DeadLetterCommands(context).Make())
            .Append(new LoadCommand(context, isTerminal).Make());
        foreach (var command in commands) root.Subcommands.Add(command);
        return root;
    }

    private static async Task<int> GuardedAsync(Func<Task<int>> run, Reporter reporter)
    {
        try
        {
            return await run();
        }
        catch (NodeException problem)
        {
            reporter.Message(problem.Message);
            return problem.ExitCode;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            reporter.Message(problem.Message);
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException)
        {
            reporter.Message("interrupted");
            return ExitCodes.Interrupted;
        }
    }

    private static IEnumerable<string> Path(System.CommandLine.Parsing.CommandResult result) =>
        result.Parent is System.CommandLine.Parsing.CommandResult parent ? [.. Path(parent), result.Command.Name] : ["pbm"];
}
