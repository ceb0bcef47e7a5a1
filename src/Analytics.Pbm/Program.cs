using Analytics.Pbm;
using Analytics.Pbm.Output;

var reporter = new Reporter(Console.Out, Console.Error, isTerminal: !Console.IsOutputRedirected);
return await CommandLine.RunAsync(
    args, reporter, Environment.GetEnvironmentVariable, Console.OpenStandardInput,
    asksPeople: !Console.IsInputRedirected && !Console.IsErrorRedirected, isTerminal: !Console.IsErrorRedirected);
