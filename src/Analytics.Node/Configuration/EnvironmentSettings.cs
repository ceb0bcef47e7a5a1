using System.Collections;
using Analytics.Node.Configuration.Hocon;

namespace Analytics.Node.Configuration;

/// <summary>
/// Settings from the environment: <c>ANALYTICS__SHARDS__BATCH_EVENTS=8192</c> is <c>shards.batch-events</c>. Two underscores part
/// the elements, one stands for a hyphen, case does not matter.
/// </summary>
public static class EnvironmentSettings
{
    private const string Prefix = "ANALYTICS__";

    /// <summary>The settings as one document.</summary>
    /// <exception cref="HoconException">A value begins like HOCON and is none.</exception>
    public static HoconObject ToDocument(IDictionary environment)
    {
        var document = new HoconObject(new HoconOrigin("environment"));
        foreach (var name in environment.Keys.Cast<string>().Where(IsSetting).Order(StringComparer.Ordinal))
        {
            var source = "environment variable " + name;
            var path = name[Prefix.Length..].Split("__").Select(element => element.ToLowerInvariant().Replace('_', '-')).ToList();
            document.Add(path, SettingText.ToValue((string?)environment[name] ?? "", source));
        }

        return document;
    }

    private static bool IsSetting(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.Length > Prefix.Length;
}
