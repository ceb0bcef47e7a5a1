namespace Analytics.Pbm.Api;

/// <summary>A command of the node's palette.</summary>
/// <param name="Name">Area and verb.</param>
/// <param name="Summary">One line on what it does.</param>
/// <param name="Inputs">Arguments in order, then options.</param>
/// <param name="Question">What is asked before it runs; null for a command that changes nothing.</param>
/// <param name="ReadsWith">The flag with which nothing is asked.</param>
/// <param name="ReadsWithout">The input without which nothing is asked.</param>
/// <param name="Follows">Whether answers go on coming.</param>
public sealed record CommandInfo(string Name, string Summary, IReadOnlyList<InputInfo> Inputs, string? Question, string? ReadsWith, string? ReadsWithout, bool Follows)
{
    /// <summary>What stands by its place.</summary>
    public IEnumerable<InputInfo> Arguments => Inputs.Where(input => !input.Option);

    /// <summary>What stands behind its name.</summary>
    public IEnumerable<InputInfo> Options => Inputs.Where(input => input.Option);

    /// <summary>Its name and arguments.</summary>
    public string Call => string.Join(' ', [Name, .. Arguments.Select(Shown)]);

    /// <summary>How it is called.</summary>
    public string Usage => string.Join(' ', [Call, .. Options.Select(option => option.Flag ? $"[--{option.Name}]" : $"[--{option.Name} {Upper(option)}]")]);

    private static string Shown(InputInfo input) => (input.Required, input.Many) switch
    {
        (true, false) => Upper(input),
        (true, true) => Upper(input) + "…",
        (false, false) => $"[{Upper(input)}]",
        _ => $"[{Upper(input)}…]",
    };

    private static string Upper(InputInfo input) => input.Name.ToUpperInvariant();
}
