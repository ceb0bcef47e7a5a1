using System.Text.RegularExpressions;
using Analytics.Pbm.Api;

namespace Analytics.Pbm.Shell;

/// <summary>A call that may be sent.</summary>
/// <param name="Command">The command.</param>
/// <param name="Values">Its inputs.</param>
/// <param name="Json">Whether the answer is wanted as JSON.</param>
/// <param name="Yes">Whether nothing is to be asked.</param>
/// <param name="Help">Whether only help is wanted.</param>
public sealed partial record ParsedCommand(CommandInfo Command, IReadOnlyDictionary<string, IReadOnlyList<string>> Values, bool Json, bool Yes, bool Help)
{
    /// <summary>What has to be asked before; null for nothing.</summary>
    public string? Question =>
        Command.Question is null || (Command.ReadsWith is { } flag && Values.ContainsKey(flag)) || (Command.ReadsWithout is { } input && !Values.ContainsKey(input)) ? null : Place().Replace(Command.Question, Filled);

    private string Filled(Match place)
    {
        var name = place.Groups["name"].Value;
        if (Values.TryGetValue(name, out var given)) return string.Join(", ", given);
        return Command.Inputs.FirstOrDefault(input => input.Name == name)?.Default ?? name;
    }

    [GeneratedRegex(@"\{(?<name>[a-z-]+)\}")]
    private static partial Regex Place();
}
