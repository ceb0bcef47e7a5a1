namespace Analytics.Pbm.Shell;

/// <summary>Reads lines from a terminal: editing, history by the arrows, completion by Tab.</summary>
/// <param name="history">Earlier lines; what is read is added.</param>
/// <param name="complete">Completes what stands before the cursor.</param>
public sealed class LineEditor(History history, Func<string, Task<(IReadOnlyList<string> Words, int Replaces)>> complete)
{
    private const int MostShown = 60;

    /// <summary>One line; null at its end (Ctrl-D). An interrupt (Ctrl-C) begins anew.</summary>
    public async Task<string?> ReadAsync(string prompt)
    {
        var line = new EditedLine(history.Lines);
        Draw(prompt, line);
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                if (key.Key == ConsoleKey.Enter) break;
                if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && line.Text.Length == 0) return End();
                if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }) line = Anew("^C");
                else if (key is { Key: ConsoleKey.L, Modifiers: ConsoleModifiers.Control }) Console.Clear();
                else if (key.Key == ConsoleKey.Tab) await CompleteAsync(line);
                else line.Press(key);
                Draw(prompt, line);
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }

        Console.WriteLine();
        history.Add(line.Text.Trim());
        return line.Text;
    }

    /// <summary>The longest text that all begin with.</summary>
    public static string CommonStart(IReadOnlyList<string> words)
    {
        var start = words[0];
        foreach (var word in words)
            while (!word.StartsWith(start, StringComparison.Ordinal)) start = start[..^1];
        return start;
    }

    private async Task CompleteAsync(EditedLine line)
    {
        var (words, replaces) = await complete(line.Before);
        if (words.Count == 0) return;
        var common = words.Count == 1 ? words[0] + " " : CommonStart(words);
        if (common.Length > replaces || words.Count == 1) line.Insert(common, replaces);
        else Offer(words);
    }

    private static void Offer(IReadOnlyList<string> words)
    {
        Console.WriteLine();
        Console.WriteLine(string.Join("  ", words.Take(MostShown)) + (words.Count > MostShown ? $"  … {words.Count - MostShown} more" : ""));
    }

    private EditedLine Anew(string said)
    {
        Console.WriteLine(said);
        return new EditedLine(history.Lines);
    }

    private static string? End()
    {
        Console.WriteLine();
        return null;
    }

    // A line that is wider than the terminal is shown around the cursor.
    private static void Draw(string prompt, EditedLine line)
    {
        var width = Math.Max(20, Console.WindowWidth - 1) - prompt.Length;
        var from = Math.Max(0, line.Cursor - width);
        var shown = line.Text.Substring(from, Math.Min(width, line.Text.Length - from));
        Console.Write($"\r\e[K{prompt}{shown}");
        var back = from + shown.Length - line.Cursor;
        if (back > 0) Console.Write($"\e[{back}D");
    }
}
