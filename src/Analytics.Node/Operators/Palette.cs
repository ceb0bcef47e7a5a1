namespace Analytics.Node.Operators;

/// <summary>Every command that the node takes, by name.</summary>
internal sealed class Palette
{
    private readonly SortedDictionary<string, OperatorCommand> _commands = new(StringComparer.Ordinal);

    public Palette(IEnumerable<OperatorCommand> commands)
    {
        foreach (var command in commands) _commands.Add(command.Name, command);
    }

    /// <summary>All of them, as <c>GET /commands</c> tells them.</summary>
    public IEnumerable<object> Described => _commands.Values.Select(command => new
    {
        command.Name, command.Summary, command.Inputs, command.Question, command.ReadsWith, command.ReadsWithout, command.Follows,
    });

    /// <summary>The command of that name.</summary>
    public OperatorCommand Find(string name) => _commands.GetValueOrDefault(name)
        ?? throw CommandException.NotFound($"There is no command '{name}'. There are: {string.Join(", ", _commands.Keys)}");

    /// <summary>The inputs of a request, checked against what the command takes.</summary>
    public static CommandCall Call(OperatorCommand command, CommandRequest request, string caller, CancellationToken cancellation)
    {
        var values = request.Values ?? new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, given) in values)
        {
            var input = command.Inputs.FirstOrDefault(input => input.Name == name) ?? throw new CommandException(400, $"{command.Name} takes no {name}");
            if (given.Count > 1 && !input.Many) throw CommandException.Wrong(name, $"one value, found {given.Count}");
            if (input.Choices is { } choices && given.FirstOrDefault(value => !choices.Contains(value)) is { } other)
                throw CommandException.Wrong(name, $"one of {string.Join(", ", choices)}, found {other}");
        }

        foreach (var input in command.Inputs)
            if (input.Required && request.Input is null && values.GetValueOrDefault(input.Name) is not { Count: > 0 })
                throw CommandException.Wrong(input.Name, $"{input.Meaning}, found none");
        return new CommandCall(caller, values, cancellation);
    }

    /// <summary>Whether a call changes something.</summary>
    public static bool Writes(OperatorCommand command, CommandCall call) =>
        command.Question is not null && !(command.ReadsWith is { } flag && call.Has(flag)) && !(command.ReadsWithout is { } input && call.TextOrNull(input) is null);
}
