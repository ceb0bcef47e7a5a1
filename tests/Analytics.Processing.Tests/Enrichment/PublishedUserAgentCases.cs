using System.Text;
using Analytics.Processing.Enrichment.UserAgents;
using Analytics.Testing;

namespace Analytics.Processing.Tests.Enrichment;

/// <summary>
/// The cases that ua-parser published together with the rules of the same day (npm package ua-parser 0.3.5, see tests/uap): the newest published
/// set that a registry has. uap-core's own packages hold rules only. Left out are the cases with a second user agent told by JavaScript
/// (<c>js_ua</c>, Chrome Frame): events have one.
/// </summary>
public class PublishedUserAgentCases
{
    public static TheoryData<string, int> Files => new()
    {
        { "test_user_agent_parser.yaml", 200 },
        { "firefox_user_agent_strings.yaml", 200 },
        { "pgts_browser_list.yaml", 10_000 },
        { "test_user_agent_parser_os.yaml", 200 },
        { "additional_os_tests.yaml", 10 },
        { "test_device.yaml", 100 },
    };

    [PublishedCasesTheory]
    [MemberData(nameof(Files))]
    public async Task Every_published_case_passes(string file, int atLeast)
    {
        var folder = Path.Combine(await NpmFolder.InstallAsync("uap"), "node_modules", "ua-parser");
        var recognizer = new UserAgentRecognizer(UserAgentRules.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "regexes.yaml"))), []);
        var cases = Cases(Path.Combine(folder, "test_resources", file)).Where(one => !one.ContainsKey("js_ua")).ToList();

        var failed = cases.Where(one => !Passes(recognizer, one, file)).Select(one => one["user_agent_string"]).ToList();

        Assert.True(cases.Count >= atLeast, $"{file} has {cases.Count} cases only.");
        Assert.Empty(failed);
    }

    private static bool Passes(UserAgentRecognizer recognizer, Dictionary<string, string?> one, string file)
    {
        var found = recognizer.Describe(Encoding.UTF8.GetBytes(one["user_agent_string"]!));
        var (fields, keys) = file switch
        {
            "test_device.yaml" => (found.Device, new[] { "family" }),
            "test_user_agent_parser_os.yaml" or "additional_os_tests.yaml" => (found.System, ["family", "major", "minor", "patch", "patch_minor"]),
            _ => (found.Browser, ["family", "major", "minor", "patch"]),
        };
        return keys.Select((key, i) => (one.GetValueOrDefault(key) ?? "") == (fields[i] ?? "")).All(equal => equal);
    }

    private static IEnumerable<Dictionary<string, string?>> Cases(string file)
    {
        Dictionary<string, string?>? one = null;
        foreach (var line in File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                if (one is not null) yield return one;
                one = [];
            }

            var parts = line.TrimStart('-', ' ').Split(':', 2);
            one?.Add(parts[0], Scalar(parts[1].Trim()));
        }

        if (one is not null) yield return one;
    }

    private static string? Scalar(string text) => text switch
    {
        "" => null,
        ['\'', .. var single, '\''] => single.Replace("''", "'", StringComparison.Ordinal),
        ['"', .. var quoted, '"'] => quoted.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
        _ => text,
    };
}
