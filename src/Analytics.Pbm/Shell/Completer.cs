using Analytics.Pbm.Api;

namespace Analytics.Pbm.Shell;

/// <summary>Completes a line: names of commands and options from the palette, values from the node.</summary>
/// <param name="parser">The palette.</param>
/// <param name="suggest">Asks the node for values; a failure is no values.</param>
public sealed class Completer(CommandParser parser, Func<CommandRequest, Task<IReadOnlyList<string>>> suggest)
{
    private static readonly string[] Local = ["help", "exit"];
    private static readonly string[] Everywhere = ["--json", "--yes", "--help"];

    /// <summary>What the last word of the line may become, in order, and how many characters of the line it takes.</summary>
    public async Task<(IReadOnlyList<string> Words, int Replaces)> CompleteAsync(string line)
    {
        var (words, inside) = WordSplitter.Split(line);
        var partial = inside ? words[^1] : "";
        var before = inside ? words.Take(words.Count - 1).ToList() : [.. words];
        var candidates = await CandidatesAsync(before, partial);
        var found = candidates.Where(word => word.StartsWith(partial, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Select(WordSplitter.Quote).ToList();
        return (found, inside ? line.Length - StartOfLastWord(line, words.Count) : 0);
    }

    private async Task<IEnumerable<string>> CandidatesAsync(List<string> before, string partial)
    {
        if (before.Count > 0 && before[0] == "help") before = before[1..];
        var command = parser.Find(before);
        if (command is null) return NextNames(before);
        var rest = before.Skip(CommandParser.Length(command)).ToList();
        if (rest.Count > 0 && OptionOf(command, rest[^1]) is { Flag: false } waiting) return await ValuesAsync(command, rest[..^1], waiting);
        if (partial.StartsWith('-')) return [.. command.Options.Select(option => "--" + option.Name), .. Everywhere];
        return NextArgument(command, rest) is { } argument ? await ValuesAsync(command, rest, argument) : command.Options.Select(option => "--" + option.Name);
    }

    private IEnumerable<string> NextNames(List<string> before) => parser.Palette.Select(command => command.Name.Split(' '))
        .Where(name => name.Length > before.Count && name.Take(before.Count).SequenceEqual(before)).Select(name => name[before.Count]).Concat(before.Count == 0 ? Local : []);

    private async Task<IEnumerable<string>> ValuesAsync(CommandInfo command, List<string> rest, InputInfo input)
    {
        if (input.Choices is { } choices) return choices;
        return input.Completes ? await suggest(new CommandRequest(command.Name, Given(command, rest), false, input.Name)) : [];
    }

    private static InputInfo? NextArgument(CommandInfo command, List<string> rest)
    {
        var given = Given(command, rest);
        return command.Arguments.FirstOrDefault(argument => argument.Many || !given.ContainsKey(argument.Name));
    }

    private static Dictionary<string, IReadOnlyList<string>> Given(CommandInfo command, List<string> rest)
    {
        var (given, arguments) = (new Dictionary<string, IReadOnlyList<string>>(), new Queue<InputInfo>(command.Arguments));
        for (var i = 0; i < rest.Count; i++)
        {
            if (OptionOf(command, rest[i]) is { } option)
            {
                if (option.Flag) given[option.Name] = ["true"];
                else if (++i < rest.Count) given[option.Name] = [rest[i]];
            }
            else if (!rest[i].StartsWith("--", StringComparison.Ordinal) && arguments.TryDequeue(out var argument))
            {
                given[argument.Name] = [rest[i]];
            }
        }

        return given;
    }

    private static InputInfo? OptionOf(CommandInfo command, string word) =>
        word.StartsWith("--", StringComparison.Ordinal) ? command.Options.FirstOrDefault(option => option.Name == word[2..]) : null;

    private static int StartOfLastWord(string line, int words)
    {
        for (var start = line.Length; start > 0; start--)
            if (WordSplitter.Split(line[..(start - 1)]) is var (shorter, inside) && shorter.Count == words - 1 && !inside) return start - 1;
        return 0;
    }
}
