namespace Analytics.Processing.Enrichment.UserAgents;

/// <summary>The three lists of uap-core's <c>regexes.yaml</c>, in its order.</summary>
public sealed class UserAgentRules
{
    private static readonly string[] BrowserKeys = ["family_replacement", "v1_replacement", "v2_replacement", "v3_replacement"];

    private static readonly string[] SystemKeys =
        ["os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement", "os_v4_replacement"];

    private static readonly string[] DeviceKeys = ["device_replacement", "brand_replacement", "model_replacement"];

    private UserAgentRules(string yaml)
    {
        var browsers = new List<UserAgentRule>();
        var systems = new List<UserAgentRule>();
        var devices = new List<UserAgentRule>();
        foreach (var entry in YamlEntries.Read(yaml))
        {
            var (target, keys) = entry.List switch
            {
                "user_agent_parsers" => (browsers, BrowserKeys),
                "os_parsers" => (systems, SystemKeys),
                "device_parsers" => (devices, DeviceKeys),
                _ => throw new FormatException($"Line {entry.Line}: the list {entry.List} is not known."),
            };
            target.Add(Rule(entry, keys));
        }

        (Browsers, Systems, Devices) = (browsers, systems, devices);
    }

    /// <summary><c>user_agent_parsers</c>.</summary>
    public IReadOnlyList<UserAgentRule> Browsers { get; }

    /// <summary><c>os_parsers</c>.</summary>
    public IReadOnlyList<UserAgentRule> Systems { get; }

    /// <summary><c>device_parsers</c>.</summary>
    public IReadOnlyList<UserAgentRule> Devices { get; }

    /// <summary>Reads the text of <c>regexes.yaml</c>.</summary>
    /// <exception cref="FormatException">A line is not understood; the message names it.</exception>
    public static UserAgentRules Parse(string yaml) => new(yaml);

    private static UserAgentRule Rule(YamlEntry entry, string[] keys)
    {
        if (!entry.Values.TryGetValue("regex", out var pattern)) throw new FormatException($"Line {entry.Line}: the entry has no regex.");
        var replacements = new string?[keys.Length];
        var ignoreCase = false;
        foreach (var (key, value) in entry.Values)
        {
            if (key == "regex") continue;
            var at = Array.IndexOf(keys, key);
            if (at >= 0) replacements[at] = value;
            else if (key == "regex_flag" && value == "i") ignoreCase = true;
            else throw new FormatException($"Line {entry.Line}: {key}: '{value}' is not known here.");
        }

        return new UserAgentRule(pattern, ignoreCase, replacements);
    }
}
