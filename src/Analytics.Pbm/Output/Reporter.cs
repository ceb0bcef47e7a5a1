using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Analytics.Pbm.Output;

/// <summary>Data goes to standard output, as tables or JSON; messages go to standard error.</summary>
public sealed class Reporter
{
    private const int WidthOfFiles = 240;
    private readonly IAnsiConsole _data;

    /// <summary>Makes a reporter.</summary>
    /// <param name="output">Where data goes.</param>
    /// <param name="errors">Where messages go.</param>
    /// <param name="isTerminal">Whether people watch the output: only then it has colours and the terminal's width.</param>
    public Reporter(TextWriter output, TextWriter errors, bool isTerminal)
    {
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

    /// <summary>Where data goes.</summary>
    public TextWriter Output { get; }

    /// <summary>Where messages go.</summary>
    public TextWriter Errors { get; }

    /// <summary>Writes a table: the first row is its head, numbers stand right.</summary>
    public void Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
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
    public void Line(string text) => Output.WriteLine(text);

    /// <summary>Writes data as JSON on one line.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => Output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a message.</summary>
    public void Message(string text) => Errors.WriteLine(text);

    private static bool IsNumber(string cell) => cell is "-" or "" || char.IsAsciiDigit(cell[0]) && !cell.Contains(':', StringComparison.Ordinal);

    private static Style StyleOf(string cell) => cell switch
    {
        "up" or "running" or "ready" => new Style(Color.Green),
        "slow" or "waiting" or "degraded" or "starting" or "recovering" or "draining" or "moving" or "busy" => new Style(Color.Yellow),
        "down" or "failed" or "closed" or "unreachable" or "unowned" => new Style(Color.Red),
        _ => Style.Plain,
    };
}
