using Analytics.Pbm.Output;

namespace Analytics.Pbm.Tests;

/// <summary>One run of the command line: what it wrote and returned.</summary>
internal sealed record Run(int ExitCode, string Output, string Errors)
{
    public const string Key = "a key of sixteen or more";

    public static Task<Run> Of(params string[] arguments) => Of(arguments, null);

    public static async Task<Run> Of(string[] arguments, Stream? input)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var reporter = new Reporter(output, errors, isTerminal: false);
        var code = await CommandLine.RunAsync(arguments, reporter, name => name == "ANALYTICS_OPERATOR_KEY" ? Key : null, () => input ?? Stream.Null, asksPeople: false, isTerminal: false);
        return new Run(code, output.ToString(), errors.ToString());
    }
}
