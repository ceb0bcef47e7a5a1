using System.Text.Json;
using Analytics.Pbm.Output;
using Analytics.Testing;

namespace Analytics.Node.Tests.Operators;

/// <summary>Somebody with <c>pbm</c> at a node: the real command line, in this process.</summary>
/// <param name="target">The node's listener.</param>
/// <param name="key">The key; null for none.</param>
internal sealed class Operator(string target, string? key = null)
{
    private const int MostTries = 20;

    public static async Task<Operator> AtAsync(NodeProcess node) => new(await node.OperatorTargetAsync());

    /// <summary>What one command wrote and returned.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var reporter = new Reporter(output, errors, isTerminal: false);
        var code = await Pbm.CommandLine.RunAsync([target, .. words], reporter, name => name == "ANALYTICS_OPERATOR_KEY" ? key : null, () => Stream.Null, asksPeople: false, isTerminal: false);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>The data of a command that must succeed. A shard may be late on a machine that is busy with other tests: then it is asked again.</summary>
    public async Task<JsonElement> AskAsync(params string[] words)
    {
        var (code, output, errors) = await RunAsync([.. words, "--json"]);
        for (var tries = 1; code == 4 && tries < MostTries && errors.Contains("no answer in time", StringComparison.Ordinal); tries++) (code, output, errors) = await RunAsync([.. words, "--json"]);
        Assert.True(code is 0 or 1, $"{string.Join(' ', words)} returned {code}: {errors}{output}");
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>The data of a command as soon as it is what it should be.</summary>
    public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> isSo, params string[] words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var said = "";
        while (!patience.IsCancellationRequested)
        {
            var (code, output, errors) = await RunAsync([.. words, "--json"]);
            said = output + errors;
            if (code is 0 or 1 && JsonDocument.Parse(output).RootElement is var answer && isSo(answer)) return answer;
            await Task.Delay(50, CancellationToken.None);
        }

        throw new TimeoutException($"{string.Join(' ', words)} last said: {said}");
    }
}
