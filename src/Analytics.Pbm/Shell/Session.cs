using Analytics.Pbm.Api;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Shell;

/// <summary>Commands one after the other, until <c>exit</c> or the end of the input.</summary>
/// <param name="client">The node.</param>
/// <param name="reporter">Where answers go.</param>
/// <param name="readLine">Reads the next line; null at the end.</param>
/// <param name="ask">Asks somebody yes or no; null when nobody is there.</param>
public sealed class Session(OperatorClient client, Reporter reporter, Func<Task<string?>> readLine, Func<string, bool>? ask)
{
    private CommandParser? _parser;

    /// <summary>The palette as it was told last; empty before.</summary>
    public CommandParser Parser => _parser ?? new CommandParser([]);

    /// <summary>Fetches the palette.</summary>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task ConnectAsync(CancellationToken cancellation) => _parser = new CommandParser(await client.PaletteAsync(cancellation));

    /// <summary>Reads and runs; returns the exit code of the last command. A command that fails ends only itself.</summary>
    public async Task<int> RunAsync()
    {
        var code = ExitCodes.Done;
        while (await readLine() is { } line)
        {
            var (words, _) = WordSplitter.Split(line);
            if (words.Count == 0) continue;
            if (words[0] is "exit" or "quit") break;
            code = await OneAsync(words);
        }

        return code;
    }

    private async Task<int> OneAsync(IReadOnlyList<string> words)
    {
        using var stop = new CancellationTokenSource();
        void Interrupt(object? sender, ConsoleCancelEventArgs pressed)
        {
            pressed.Cancel = true;
            stop.Cancel();
        }

        Console.CancelKeyPress += Interrupt;
        try
        {
            return await Failures.ToExitCodeAsync(() => new CommandRunner(client, Parser, reporter, ask).RunAsync(words, stop.Token), reporter);
        }
        finally
        {
            Console.CancelKeyPress -= Interrupt;
        }
    }
}
