using Analytics.Actors.Entities;
using Analytics.Node.Configuration;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Patterns.Library;
using Analytics.Processing.Patterns.Matching;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Node.Composition;

/// <summary>The rules that come with the configuration: those of the library that are switched on, and those of files.</summary>
internal static class ConfiguredRules
{
    /// <summary>Reads and checks them.</summary>
    /// <exception cref="OptionsException">One cannot be understood; the message names the setting, the file, and the place in it.</exception>
    public static IReadOnlyList<RevisionRule> Load(RulesOptions options)
    {
        var problems = new List<string>();
        var rules = new List<RuleDefinition>();
        foreach (var preset in options.Presets) Try($"rules.presets: \"{preset}\"", () => rules.Add(RuleLibrary.Read(preset)));
        foreach (var file in options.Files) Try($"rules.files: {file}", () => Add(RuleParser.ReadAll(File.ReadAllText(file)), rules));
        if (problems.Count > 0) throw new OptionsException(problems);
        Try("rules", () => RuleSet.Compile(rules));
        return problems.Count == 0 ? [.. rules.Select(rule => new RevisionRule(rule.Name, 0, RuleMode.On, rule.ToString()))] : throw new OptionsException(problems);

        void Try(string what, Action action)
        {
            try
            {
                action();
            }
            catch (Exception error) when (error is RuleException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"{what}: {error.Message}");
            }
        }
    }

    /// <summary>Settings of the actors that run them.</summary>
    public static PatternOptions Options(RulesOptions options) => new()
    {
        Disorder = options.Disorder,
        StateRetention = options.StateRetention,
        Memory = options.Memory,
        MostLive = options.MaxLiveKeys,
        Limits = new PatternLimits
        {
            PartialsPerRule = options.MaxMatchesPerKeyAndRule,
            PartialsPerKey = options.MaxMatchesPerKey,
            PartialsOfRule = options.MaxMatchesPerRule,
            PartialsPerTenant = options.MaxMatchesPerTenant,
            WaitingPerKey = options.MaxWaitingPerKey,
        },
    };

    // Each rule alone first: an error then points into its own file.
    private static void Add(IReadOnlyList<RuleDefinition> read, List<RuleDefinition> rules)
    {
        foreach (var rule in read) RuleSet.Compile([rule]);
        rules.AddRange(read);
    }
}
