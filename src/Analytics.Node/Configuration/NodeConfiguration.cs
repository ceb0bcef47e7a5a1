using System.Collections;
using Analytics.Node.Configuration.Hocon;
using Microsoft.Extensions.Configuration;

namespace Analytics.Node.Configuration;

/// <summary>The settings of a node, from all their places.</summary>
/// <param name="Configuration">As configuration, for what asks by key.</param>
/// <param name="Options">As records, checked.</param>
public sealed record NodeConfiguration(IConfigurationRoot Configuration, NodeOptions Options)
{
    /// <summary>The folder of <c>reference.conf</c> and the profiles beside the program.</summary>
    public static string SettingsFolder => Path.Combine(AppContext.BaseDirectory, "hocon");

    /// <summary>Reads, weakest first: reference.conf, the profile's file, files of the command line, environment, settings of the command line.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="folder">Folder of reference.conf; by default the one beside the program.</param>
    /// <exception cref="HoconException">A file is missing or not HOCON.</exception>
    /// <exception cref="OptionsException">A setting is unknown or has a value that it may not have.</exception>
    public static NodeConfiguration Load(NodeArguments arguments, IDictionary environment, string? folder = null)
    {
        folder ??= SettingsFolder;
        var reference = HoconParser.ParseFile(Path.Combine(folder, "reference.conf"));
        List<HoconObject> own = [.. arguments.ConfigFiles.Select(HoconParser.ParseFile), EnvironmentSettings.ToDocument(environment), arguments.ToDocument()];
        var profile = ProfileFile(folder, Bind([reference, .. own], environment, "node:profile"));
        var configuration = Build([reference, profile, .. own], environment);
        return new NodeConfiguration(configuration, OptionsBinder.Bind<NodeOptions>(configuration));
    }

    /// <summary>An unknown profile is left to the binder, which knows how to complain.</summary>
    private static HoconObject ProfileFile(string folder, string? profile)
    {
        var known = Enum.GetNames<NodeProfile>().Select(OptionNames.Kebab).Contains(profile);
        return known ? HoconParser.ParseFile(Path.Combine(folder, profile + ".conf")) : new HoconObject(new HoconOrigin("no profile"));
    }

    private static string? Bind(IReadOnlyList<HoconObject> documents, IDictionary environment, string key) => Build(documents, environment)[key];

    private static IConfigurationRoot Build(IReadOnlyList<HoconObject> documents, IDictionary environment) => new ConfigurationBuilder()
        .Add(new HoconConfigurationSource(documents, name => (string?)environment[name]))
        .Build();
}
