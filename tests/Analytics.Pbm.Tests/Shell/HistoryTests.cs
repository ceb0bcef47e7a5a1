using Analytics.Pbm.Shell;

namespace Analytics.Pbm.Tests.Shell;

/// <summary>The history file.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbm-history-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_next_session_has_the_lines_of_the_last_and_nobody_else_can_read_them()
    {
        var path = History.PathOf(name => name == "HOME" ? _folder : null)!;
        var history = new History(path);
        foreach (var line in new[] { "cluster show", "cluster show", "", "stream lag" }) history.Add(line);
        Assert.Equal(["cluster show", "stream lag"], new History(path).Lines);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void It_keeps_the_last_thousand_lines()
    {
        var history = new History(null);
        for (var i = 0; i < 1_001; i++) history.Add($"line {i}");
        Assert.Equal((1_000, "line 1"), (history.Lines.Count, history.Lines[0]));
    }
}
