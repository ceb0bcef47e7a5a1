using System.Text;
using System.Text.Json;
using Analytics.Pbm.Output;

namespace Analytics.Pbm.Tests;

/// <summary>Commands that take a text of several lines, and those that take their time.</summary>
public sealed class FileAndProgressTests
{
    private const string Palette = """[{"name":"rule backtest","summary":"try a rule","inputs":[{"name":"rule","meaning":"its text","required":true,"takesFile":true},{"name":"from","meaning":"start","option":true}],"follows":true}]""";

    private const string Answers = """
        {"result":{"part":0.25,"events":5},"views":[{"kind":"progress","items":"part","value":"{events:count} events"},{"kind":"line","value":"done","when":"result"}],"complete":true}
        {"result":{"part":1,"events":20,"result":{}},"views":[{"kind":"progress","items":"part","value":"{events:count} events"},{"kind":"line","value":"done","when":"result"}],"complete":true}
        """;

    [Fact]
    public async Task A_name_of_a_file_stands_for_its_contents_and_a_dash_for_what_is_piped()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/commands", Palette).On("/execute", Answers);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "rule of the file\n");
            await node.RunAsync("rule", "backtest", file, "--from", "-7d");
            await Run.Of([node.Target, "rule", "backtest", "-"], new MemoryStream(Encoding.UTF8.GetBytes("rule from a pipe")));
            await node.RunAsync("rule", "backtest", "rule as it is");
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal(["rule of the file\n", "rule from a pipe", "rule as it is"], node.All.Where(asked => asked.Path == "/execute").Select(asked => JsonDocument.Parse(asked.Body).RootElement.GetProperty("values").GetProperty("rule")[0].GetString()));
    }

    [Fact]
    public async Task Progress_is_no_data()
    {
        await using var node = (await RecordedNode.StartAsync()).On("/commands", Palette).On("/execute", Answers);
        var run = await node.RunAsync("rule", "backtest", "text");
        Assert.Equal((0, "done\n", "5 events\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public void A_bar_goes_before_anything_else_is_written()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var reporter = new Reporter(output, errors, isTerminal: true);
        reporter.Progress(0.5, "half");
        reporter.Line("data");
        reporter.Line("more");
        Assert.Equal($"\r\e[K{new string('\u2588', 15)}{new string('\u2591', 15)} 50 %  half\r\e[K", errors.ToString());
        Assert.Equal("data\nmore\n", output.ToString());
    }
}
