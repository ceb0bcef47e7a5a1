namespace Analytics.Pbm.Shell;

/// <summary>A line that is being edited: its text, the cursor, and the place in the history. No console.</summary>
/// <param name="history">Earlier lines, oldest first.</param>
public sealed class EditedLine(IReadOnlyList<string> history)
{
    private int _place = history.Count;
    private string _unfinished = "";

    /// <summary>The text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where the next character goes.</summary>
    public int Cursor { get; private set; }

    /// <summary>The text up to the cursor.</summary>
    public string Before => Text[..Cursor];

    /// <summary>Replaces so many characters before the cursor.</summary>
    public void Insert(string text, int replaces = 0)
    {
        Text = Text[..(Cursor - replaces)] + text + Text[Cursor..];
        Cursor += text.Length - replaces;
    }

    /// <summary>Does what a key says; false when it says nothing to a line.</summary>
    public bool Press(ConsoleKeyInfo key)
    {
        if (key.Modifiers.HasFlag(ConsoleModifiers.Control)) return Control(key.Key);
        switch (key.Key)
        {
            case ConsoleKey.Backspace when Cursor > 0: Insert("", 1); return true;
            case ConsoleKey.Delete when Cursor < Text.Length: Text = Text.Remove(Cursor, 1); return true;
            case ConsoleKey.LeftArrow: Cursor = Math.Max(0, Cursor - 1); return true;
            case ConsoleKey.RightArrow: Cursor = Math.Min(Text.Length, Cursor + 1); return true;
            case ConsoleKey.Home: Cursor = 0; return true;
            case ConsoleKey.End: Cursor = Text.Length; return true;
            case ConsoleKey.UpArrow: Recall(_place - 1); return true;
            case ConsoleKey.DownArrow: Recall(_place + 1); return true;
            default: break;
        }

        if (char.IsControl(key.KeyChar)) return false;
        Insert(key.KeyChar.ToString());
        return true;
    }

    private bool Control(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.A: Cursor = 0; return true;
            case ConsoleKey.E: Cursor = Text.Length; return true;
            case ConsoleKey.U: (Text, Cursor) = (Text[Cursor..], 0); return true;
            case ConsoleKey.K: Text = Text[..Cursor]; return true;
            case ConsoleKey.W: Insert("", Cursor - StartOfWord()); return true;
            case ConsoleKey.LeftArrow: Cursor = StartOfWord(); return true;
            case ConsoleKey.P: Recall(_place - 1); return true;
            case ConsoleKey.N: Recall(_place + 1); return true;
            default: return false;
        }
    }

    private int StartOfWord()
    {
        var start = Cursor;
        while (start > 0 && Text[start - 1] == ' ') start--;
        while (start > 0 && Text[start - 1] != ' ') start--;
        return start;
    }

    private void Recall(int place)
    {
        if (place < 0 || place > history.Count) return;
        if (_place == history.Count) _unfinished = Text;
        _place = place;
        Text = place == history.Count ? _unfinished : history[place];
        Cursor = Text.Length;
    }
}
