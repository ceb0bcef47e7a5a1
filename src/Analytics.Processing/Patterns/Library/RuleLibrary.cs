using System.Text;
using Analytics.Processing.Patterns.Language;

namespace Analytics.Processing.Patterns.Library;

/// <summary>Rules that come with the program, one a resource. Each says why it is there and has parameters with defaults.</summary>
public static class RuleLibrary
{
    private const string Ending = ".rule";
    private static readonly string Prefix = typeof(RuleLibrary).Namespace + ".";

    /// <summary>Names of the rules, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(RuleLibrary).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(Ending, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^Ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a rule.</summary>
    /// <exception cref="RuleException">There is none of that name.</exception>
    public static string Text(string name)
    {
        using var resource = typeof(RuleLibrary).Assembly.GetManifestResourceStream(Prefix + name + Ending) ?? throw new RuleException($"the library has no rule '{name}': {string.Join(", ", Names)}");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A rule by its name, or by its name and other values for its parameters: <c>velocity_user given limit = 3, span = 30 seconds</c>.</summary>
    /// <exception cref="RuleException">There is none of that name, or it has no such parameter.</exception>
    public static RuleDefinition Read(string preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        var (name, given) = RuleParser.ReadPreset(preset);
        var rule = RuleParser.Read(Text(name));
        foreach (var (parameter, value) in given)
        {
            var known = rule.Given.FirstOrDefault(one => one.Key == parameter).Value
                ?? throw new RuleException($"{name} has no parameter '{parameter}': {string.Join(", ", rule.Given.Select(one => $"{one.Key} = {RulePrinter.Print(one.Value)}"))}");
            if (known.GetType() != value.GetType()) throw new RuleException($"{name}: '{parameter}' takes a value like {RulePrinter.Print(known)}, not {RulePrinter.Print(value)}");
        }

        return rule with { Given = [.. rule.Given.Select(one => given.FirstOrDefault(other => other.Key == one.Key) is { Key: not null } other ? other : one)] };
    }
}
