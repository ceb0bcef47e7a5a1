namespace Analytics.Node.Operators;

/// <summary>One command of the palette: what it is called, what it takes, what it does.</summary>
internal sealed record OperatorCommand
{
    /// <summary>Area and verb, such as <c>cluster show</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line on what it does.</summary>
    public required string Summary { get; init; }

    /// <summary>Arguments in order, then options.</summary>
    public IReadOnlyList<CommandInput> Inputs { get; init; } = [];

    /// <summary>What is asked before it runs, with <c>{name}</c> for inputs. Null for a command that changes nothing.</summary>
    public string? Question { get; init; }

    /// <summary>The flag with which it changes nothing, so that nothing is asked; null for none.</summary>
    public string? ReadsWith { get; init; }

    /// <summary>The input without which it changes nothing; null for none.</summary>
    public string? ReadsWithout { get; init; }

    /// <summary>Whether answers go on coming until the caller leaves.</summary>
    public bool Follows { get; private init; }

    /// <summary>Does it. Faults that the caller should know are <see cref="CommandException"/>s.</summary>
    public Func<CommandCall, IAsyncEnumerable<CommandAnswer>> Run { get; private init; } = null!;

    /// <summary>A command with one answer.</summary>
    public static OperatorCommand Once(string name, string summary, Func<CommandCall, Task<CommandAnswer>> run) =>
        new() { Name = name, Summary = summary, Run = call => OneAsync(run(call)) };

    /// <summary>A command whose answers go on.</summary>
    public static OperatorCommand Following(string name, string summary, Func<CommandCall, IAsyncEnumerable<CommandAnswer>> run) =>
        new() { Name = name, Summary = summary, Run = run, Follows = true };

    private static async IAsyncEnumerable<CommandAnswer> OneAsync(Task<CommandAnswer> answer)
    {
        yield return await answer;
    }
}
