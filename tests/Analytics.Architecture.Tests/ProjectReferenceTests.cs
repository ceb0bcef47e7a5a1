using System.Text.RegularExpressions;
using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests;

/// <summary>Stages know the contracts and not each other; only the node sees all.</summary>
public sealed partial class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Analytics.Contracts"] = [],
        ["Analytics.Log"] = ["Analytics.Contracts"],
        ["Analytics.Ingestion"] = ["Analytics.Contracts"],
        ["Analytics.Processing"] = ["Analytics.Contracts"],
        ["Analytics.Actors"] = ["Analytics.Contracts", "Analytics.Processing"],
        ["Analytics.Sinks"] = ["Analytics.Contracts"],
        ["Analytics.Query"] = ["Analytics.Contracts"],
        ["Analytics.Store"] = [],
        ["Analytics.Pbm"] = [],
        ["Analytics.Node"] =
        [
            "Analytics.Contracts", "Analytics.Log", "Analytics.Ingestion", "Analytics.Processing", "Analytics.Actors", "Analytics.Sinks", "Analytics.Query",
            "Analytics.Store", "Analytics.Pbm",
        ],
    };

    [Fact]
    public void Projects_refer_only_to_those_that_the_architecture_allows() => Offences.None(
        from path in Repository.Files("src", ".csproj")
        let project = Path.GetFileNameWithoutExtension(path)
        from Match match in Reference().Matches(Repository.Text(path))
        let other = match.Groups["name"].Value
        where !Allowed.GetValueOrDefault(project, []).Contains(other)
        select $"{path}: {project} refers to {other}",
        "Put what both need into Analytics.Contracts, or compose it in Analytics.Node.");

    [Fact]
    public void Every_project_has_its_place_in_the_architecture() => Offences.None(
        Repository.Files("src", ".csproj").Where(path => !Allowed.ContainsKey(Path.GetFileNameWithoutExtension(path))),
        "Add the project to docs/architecture.md and to the list in this test, with what it may refer to.");

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*?(?<name>[A-Za-z.]+)\\.csproj\"")]
    private static partial Regex Reference();
}
