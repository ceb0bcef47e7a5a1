using System.CommandLine;
using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Commands;

/// <summary>What every command has: where the node is, how to answer, and how failures end.</summary>
public sealed class CommandContext
{
    /// <summary>Makes the context of one run.</summary>
    /// <param name="reporter">Where answers go.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="asksPeople">Whether somebody can be asked.</param>
    public CommandContext(Reporter reporter, Func<string, string?> environment, Func<Stream> input, bool asksPeople)
    {
        Reporter = reporter;
        Environment = environment;
        Input = input;
        AsksPeople = asksPeople;
        Url = new Option<Uri>("--url")
        {
            Description = "Address of the node (default: ANALYTICS_URL, else http://127.0.0.1:8086)",
            Recursive = true,
            DefaultValueFactory = _ => new Uri(environment("ANALYTICS_URL") is { Length: > 0 } url ? url : "http://127.0.0.1:8086"),
            CustomParser = result => Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri : Wrong(result, $"--url: expected an address such as http://127.0.0.1:8086, found {result.Tokens[0].Value}"),
        };
        Json = new Option<bool>("--json") { Description = "Answer in JSON, for scripts", Recursive = true };
    }

    /// <summary>Where answers go.</summary>
    public Reporter Reporter { get; }

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Environment { get; }

    /// <summary>Opens standard input.</summary>
    public Func<Stream> Input { get; }

    /// <summary>Whether somebody can be asked.</summary>
    public bool AsksPeople { get; }

    /// <summary><c>--url</c>.</summary>
    public Option<Uri> Url { get; }

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; }

    /// <summary>Makes a command that asks the node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">One line.</param>
    /// <param name="run">What it does; returns the exit code.</param>
    public Command Command(string name, string description, Func<NodeClient, ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = new NodeClient(parsed.GetRequiredValue(Url), Environment("ANALYTICS_GATEWAY_SECRET"));
            return await run(client, parsed, cancellation);
        });
        return command;
    }

    private static Uri? Wrong(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return null;
    }
}
