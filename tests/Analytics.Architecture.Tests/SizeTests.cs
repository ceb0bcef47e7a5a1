using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests;

/// <summary>What is read must fit into a head.</summary>
public sealed class SizeTests
{
    private const int LinesOfFile = 300;
    private const int LinesOfMember = 60;

    private static IEnumerable<SourceFile> All => Repository.Sources.Concat(Repository.Tests);

    [Fact]
    public void Files_have_at_most_300_lines_of_code() => Offences.None(
        All.Where(file => file.LinesOfCode > LinesOfFile).Select(file => $"{file.Path}: {file.LinesOfCode} lines"),
        $"Split the file along its subjects: at most {LinesOfFile} lines without blank ones and comments.");

    [Fact]
    public void Methods_have_at_most_60_lines_of_code() => Offences.None(
        from file in All
        from member in file.Outline.Members
        where member.LinesOfCode > LinesOfMember && !member.IsInitializer
        select $"{file.Path}:{member.Line}: {member.LinesOfCode} lines: {member.Header}",
        $"Name the steps and make methods of them: at most {LinesOfMember} lines without blank ones and comments.");
}
