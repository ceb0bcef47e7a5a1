using System.Diagnostics;
using Analytics.Pbm.Output;
using Spectre.Console;

namespace Analytics.Pbm.Loading;

/// <summary>Shows how far a load is: a bar when people watch, a line every few seconds otherwise. Always on standard error.</summary>
/// <param name="errors">Where it goes.</param>
/// <param name="isTerminal">Whether people watch.</param>
internal sealed class LoadProgress(TextWriter errors, bool isTerminal)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>Shows progress until the work is done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="look">Part done from 0 to 1 (negative when unknown) and a line for people.</param>
    public async Task ShowAsync(Task work, Func<(double Done, string Line)> look)
    {
        if (isTerminal) await BarAsync(work, look);
        else await LinesAsync(work, look);
        await work;
    }

    /// <summary>Rate, bytes and remaining time for people.</summary>
    public static string Describe(LoadTotals totals, TimeSpan elapsed, double done)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var left = done is > 0.01 and < 1 ? $", {Words.Duration(seconds / done * (1 - done))} left" : "";
        return $"{Words.Count(totals.Sent)} events, {Words.Size(totals.Bytes)}, {Words.Count((long)(totals.Sent / seconds))} events/s{left}";
    }

    private async Task LinesAsync(Task work, Func<(double Done, string Line)> look)
    {
        var last = Stopwatch.GetTimestamp();
        while (!await EndedAsync(work))
        {
            if (Stopwatch.GetElapsedTime(last) < BetweenLines) continue;
            last = Stopwatch.GetTimestamp();
            errors.WriteLine(look().Line);
        }
    }

    private async Task BarAsync(Task work, Func<(double Done, string Line)> look)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
        await console.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).StartAsync(async shown =>
        {
            var bar = shown.AddTask("", maxValue: 1);
            do
            {
                var (done, line) = look();
                bar.IsIndeterminate = done < 0;
                bar.Value = Math.Clamp(done, 0, 1);
                bar.Description = Markup.Escape(line);
            }
            while (!await EndedAsync(work));
        });
    }

    private static async Task<bool> EndedAsync(Task work) => await Task.WhenAny(work, Task.Delay(BetweenLooks)) == work;
}
