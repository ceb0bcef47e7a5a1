using System.Text.RegularExpressions;
using Analytics.Architecture.Tests.Sources;

namespace Analytics.Architecture.Tests;

/// <summary>Nothing is left lying about.</summary>
public sealed partial class WordTests
{
    private static readonly string[] Texts = [".md", ".conf", ".ts", ".tsx", ".css", ".html", ".sql", ".props", ".csproj", ".yml", ".yaml"];

    private static IEnumerable<SourceFile> All => Repository.Sources.Concat(Repository.Tests);

    private static IEnumerable<(string Path, string Text)> Prose =>
        All.Select(file => (file.Path, file.Text.Comments)).Concat(Repository.Files(".", Texts).Select(path => (path, Repository.Text(path))));

    [Fact]
    public void Nothing_is_left_for_later() => Offences.None(
        Prose.SelectMany(file => Repository.Find(file.Path, file.Text, Later())),
        "Do it now, or open an issue: the code is no list of wishes.");

    [Fact]
    public void There_are_no_regions() => Offences.None(
        All.SelectMany(file => Repository.Find(file.Path, file.Text.Code, Region())),
        "Split the type instead of folding it.");

    [Fact]
    public void Texts_speak_of_the_thing_and_not_of_its_making() => Offences.None(
        Prose.SelectMany(file => Repository.Find(file.Path, file.Text, Making())),
        "Say what it does and why; who or what wrote it, and on which machine, is of no use to the reader.");

    // xunit 2 disposes test classes by IDisposable and IAsyncLifetime only: another way is never called, and says nothing.
    [Fact]
    public void Test_classes_are_disposed_in_a_way_that_is_heard() => Offences.None(
        Repository.Tests.Where(file => Fact().IsMatch(file.Text.Code)).SelectMany(file => Repository.Find(file.Path, file.Text.Code, Unheard())),
        "Implement IAsyncLifetime instead of IAsyncDisposable.");

    [GeneratedRegex(@"^\s*\[\w*(Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex Fact();

    [GeneratedRegex(@"^public [a-z ]*class [^\n{]*\bIAsyncDisposable\b", RegexOptions.Multiline)]
    private static partial Regex Unheard();

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b")]
    private static partial Regex Later();

    [GeneratedRegex(@"^\s*#region", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\b(L" + @"LM|Chat" + @"GPT|Co" + @"pilot|Cla" + @"ude|Anth" + @"ropic|language model|AI[- ](generated|written|assistant))\b|/wor" + @"k/(h|main|shared)\b")]
    private static partial Regex Making();
}
