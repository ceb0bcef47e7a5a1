using Analytics.Pbm.Shell;

namespace Analytics.Pbm.Tests.Shell;

/// <summary>Keys at the prompt.</summary>
public sealed class EditedLineTests
{
    private readonly EditedLine _line = new(["cluster show", "stream lag"]);

    [Fact]
    public void Characters_go_where_the_cursor_is()
    {
        Type("ac");
        Press(ConsoleKey.LeftArrow);
        Type("b");
        Assert.Equal(("abc", 2), (_line.Text, _line.Cursor));
        Press(ConsoleKey.Delete);
        Press(ConsoleKey.Backspace);
        Assert.Equal(("a", 1), (_line.Text, _line.Cursor));
    }

    [Fact]
    public void Arrows_recall_earlier_lines_and_come_back_to_the_unfinished_one()
    {
        Type("dlq");
        Press(ConsoleKey.UpArrow);
        Assert.Equal("stream lag", _line.Text);
        Press(ConsoleKey.UpArrow);
        Press(ConsoleKey.UpArrow);
        Assert.Equal("cluster show", _line.Text);
        Press(ConsoleKey.DownArrow);
        Press(ConsoleKey.DownArrow);
        Assert.Equal(("dlq", 3), (_line.Text, _line.Cursor));
    }

    [Theory]
    [InlineData(ConsoleKey.W, "state show ")]
    [InlineData(ConsoleKey.U, "")]
    [InlineData(ConsoleKey.K, "state show session")]
    public void Control_takes_words_and_ends_away(ConsoleKey key, string left)
    {
        Type("state show session");
        Control(key);
        Assert.Equal(left, _line.Text);
    }

    [Fact]
    public void Control_a_and_e_go_to_the_ends()
    {
        Type("ab");
        Control(ConsoleKey.A);
        Assert.Equal("", _line.Before);
        Control(ConsoleKey.E);
        Assert.Equal("ab", _line.Before);
    }

    private void Type(string text)
    {
        foreach (var c in text) _line.Press(new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false));
    }

    private void Press(ConsoleKey key) => _line.Press(new ConsoleKeyInfo('\0', key, false, false, false));

    private void Control(ConsoleKey key) => _line.Press(new ConsoleKeyInfo('\0', key, false, false, true));
}
