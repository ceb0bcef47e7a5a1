using Analytics.Pbm.Api;

namespace Analytics.Pbm.Shell;

/// <summary>Words to a call, by the node's palette alone.</summary>
/// <param name="palette">The commands that there are.</param>
public sealed class CommandParser(IReadOnlyList<CommandInfo> palette)
{
    /// <summary>The commands.</summary>
    public IReadOnlyList<CommandInfo> Palette => palette;

    /// <summary>The command that some words begin with; null for none.</summary>
    public CommandInfo? Find(IReadOnlyList<string> words) =>
        palette.Where(command => Length(command) <= words.Count && command.Name.Split(' ').SequenceEqual(words.Take(Length(command)))).MaxBy(Length);

    /// <summary>How many words its name has.</summary>
    public static int Length(CommandInfo command) => command.Name.Count(c => c == ' ') + 1;

    /// <summary>Parses a line's words.</summary>
    /// <exception cref="UsageException">They are no call; the message says what would be.</exception>
    public ParsedCommand Parse(IReadOnlyList<string> words)
    {
        var plain = words.TakeWhile(word => word != "--").Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToList();
        var command = Find(plain) ?? throw Unknown(plain);
        var reading = new Reading(command);
        var skip = Length(command);
        var literal = false;
        for (var i = 0; i < words.Count; i++)
        {
            if (!literal && words[i] == "--") literal = true;
            else if (!literal && words[i].StartsWith("--", StringComparison.Ordinal)) i += reading.Option(words[i][2..], i + 1 < words.Count ? words[i + 1] : null);
            else if (skip > 0) skip--;
            else reading.Argument(words[i]);
        }

        return reading.Done();
    }

    private UsageException Unknown(List<string> words)
    {
        if (words.Count == 0) return new UsageException("which command? `help` lists them");
        var area = palette.Where(command => command.Name.Split(' ')[0] == words[0]).Select(command => command.Name).ToList();
        return new UsageException(area.Count > 0
            ? $"there is no command '{string.Join(' ', words.Take(2))}'; there are: {string.Join(", ", area)}"
            : $"there is no command '{words[0]}'; there are: {string.Join(", ", palette.Select(command => command.Name.Split(' ')[0]).Distinct())}");
    }

    /// <summary>What was read of one command line.</summary>
    private sealed class Reading(CommandInfo command)
    {
        private readonly Dictionary<string, IReadOnlyList<string>> _values = [];
        private readonly List<InputInfo> _arguments = [.. command.Arguments];
        private bool _json;
        private bool _yes;
        private bool _help;
        private int _next;

        /// <summary>Takes an option; returns how many words more it used.</summary>
        public int Option(string text, string? following)
        {
            if (text is "json" or "yes" or "help")
            {
                (_json, _yes, _help) = (_json || text == "json", _yes || text == "yes", _help || text == "help");
                return 0;
            }

            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? text : text[..equals];
            var option = command.Options.FirstOrDefault(option => option.Name == name)
                ?? throw new UsageException($"{command.Name} has no option --{name}; it is called: {command.Usage}");
            var value = option.Flag ? "true" : equals >= 0 ? text[(equals + 1)..] : following ?? throw new UsageException($"--{name}: expected {option.Meaning}, found none");
            Check(option, value);
            _values[name] = [value];
            return option.Flag || equals >= 0 ? 0 : 1;
        }

        public void Argument(string word)
        {
            if (_next >= _arguments.Count) throw new UsageException($"'{word}' is too much; it is called: {command.Usage}");
            var input = _arguments[_next];
            Check(input, word);
            if (!input.Many) _next++;
            _values[input.Name] = [.. _values.GetValueOrDefault(input.Name) ?? [], word];
        }

        public ParsedCommand Done()
        {
            if (!_help && _arguments.FirstOrDefault(input => input.Required && !_values.ContainsKey(input.Name)) is { } missing)
                throw new UsageException($"{missing.Name} is missing: {missing.Meaning}. It is called: {command.Usage}");
            return new ParsedCommand(command, _values, _json, _yes, _help);
        }

        private static void Check(InputInfo input, string value)
        {
            if (input.Choices is { } choices && !choices.Contains(value)) throw new UsageException($"{input.Name}: expected one of {string.Join(", ", choices)}, found {value}");
        }
    }
}
