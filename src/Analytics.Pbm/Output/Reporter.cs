using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Analytics.Pbm.Output;

/// <summary>Data goes to standard output, as tables or JSON; messages go to standard error.</summary>
public sealed class Reporter
{
    private const int WidthOfFiles = 240;
    private const int WidthOfBar = 30;
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private readonly IAnsiConsole _data;
    private readonly bool _isTerminal;
    private bool _showsProgress;
    private long _lastProgress;

    /// <summary>Makes a reporter.</summary>
    /// <param name="output">Where data goes.</param>
    /// <param name="errors">Where messages go.</param>
    /// <param name="isTerminal">Whether people watch the output: only then it has colours and the terminal's width.</param>
    public Reporter(TextWriter output, TextWriter errors, bool isTerminal)
    {
        _isTerminal = isTerminal;
        Output = output;
        Errors = errors;
        _data = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal) _data.Profile.Width = WidthOfFiles;
    }

    /// <summary>Shows how far something is, until something else is written: a bar where people watch, a line now and then otherwise.</summary>
    /// <param name="part">The part that is done, 0 to 1.</param>
    /// <param name="text">What to say beside it.</param>
    public void Progress(double part, string text)
    {
        if (part >= 1) EndProgress();
        else if (_isTerminal)
        {
            var done = (int)Math.Round(Math.Clamp(part, 0, 1) * WidthOfBar);
            Errors.Write($"\r\u001b[K{new string('\u2588', done)}{new string('\u2591', WidthOfBar - done)} {part:P0}  {text}");
            _showsProgress = true;
        }
        else if (_lastProgress == 0 || Stopwatch.GetElapsedTime(_lastProgress) > BetweenLines)
        {
            _lastProgress = Stopwatch.GetTimestamp();
            Errors.WriteLine(text);
        }
    }

    /// <summary>Where data goes.</summary>
    public TextWriter Output { get; }

    /// <summary>Where messages go.</summary>
    public TextWriter Errors { get; }

    /// <summary>Writes a table: the first row is its head, numbers stand right.</summary>
    public void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        EndProgress();
        var all = rows.ToList();
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < head.Count; i++)
        {
            var column = new TableColumn(new Text(head[i], new Style(decoration: Decoration.Bold))) { NoWrap = i == 0 };
            table.AddColumn(all.Count > 0 && all.All(row => IsNumber(row[i])) ? column.RightAligned() : column);
        }

        foreach (var row in all) table.AddRow(row.Select(cell => new Text(cell, StyleOf(cell))));
        _data.Write(table);
    }

    /// <summary>Writes one line of data.</summary>
    public void Line(string text)
    {
        EndProgress();
        Output.WriteLine(text);
    }

    /// <summary>Writes data as JSON on one line.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => Output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a message.</summary>
    public void Message(string text) => Errors.WriteLine(text);

    private void EndProgress()
    {
        if (_showsProgress) Errors.Write("\r\u001b[K");
        _showsProgress = false;
    }

    private static bool IsNumber(string cell) => cell is "-" or "" || char.IsAsciiDigit(cell[0]) && !cell.Contains(':', StringComparison.Ordinal);

    private static Style StyleOf(string cell) => cell switch
    {
        "up" or "running" or "ready" => new Style(Color.Green),
        "slow" or "waiting" or "degraded" or "starting" or "recovering" or "draining" or "moving" or "busy" => new Style(Color.Yellow),
        "down" or "failed" or "closed" or "unreachable" or "unowned" => new Style(Color.Red),
        _ => Style.Plain,
    };
}
