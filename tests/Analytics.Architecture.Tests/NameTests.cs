using System.Text.RegularExpressions;
using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests;

/// <summary>Names say what a thing is, and where to find it.</summary>
public sealed partial class NameTests
{
    private static IEnumerable<SourceFile> All => Repository.Sources.Concat(Repository.Tests);

    [Fact]
    public void A_file_has_at_most_one_public_type() => Offences.None(
        from file in All
        let types = file.Outline.Types.Where(type => type.IsPublic).Select(type => type.Name).Distinct().ToList()
        where types.Count > 1
        select $"{file.Path}: {string.Join(", ", types)}",
        "Give each public type a file of its own, named after it.");

    [Fact]
    public void A_file_is_named_after_its_type() => Offences.None(
        from file in All
        let name = Path.GetFileName(file.Path).Split('.', '{')[0]
        where file.Outline.Types.Count > 0 && file.Outline.Types.All(type => type.Name != name) && name != "Program"
        select $"{file.Path}: holds {string.Join(", ", file.Outline.Types.Select(type => type.Name))}",
        "Name the file after the type, or the type after the file.");

    [Fact]
    public void Names_say_something() => Offences.None(
        All.SelectMany(file => file.Outline.Types.Select(type => type.Name).Append(Path.GetFileNameWithoutExtension(file.Path)).Distinct()
            .Where(name => Empty().IsMatch(name)).Select(name => $"{file.Path}: {name}")),
        "Say what it does instead of Utils, Helpers, Common, Manager, Misc.");

    [GeneratedRegex("(Utils?|Utilit(y|ies)|Helpers?|Common|Managers?|Misc)(?![a-z])")]
    private static partial Regex Empty();
}
