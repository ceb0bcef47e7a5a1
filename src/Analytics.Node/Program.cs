using System.Runtime.InteropServices;
using Analytics.Node;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Configuration.Hocon;

// run and demo are the same program; demo only switches the generators on.
var words = args.Length > 0 && args[0] is "run" or "demo" ? args[1..] : args;
var demo = args.Length > 0 && args[0] == "demo";

try
{
    var arguments = NodeArguments.Parse(words);
    if (arguments.Help)
    {
        Console.WriteLine(NodeArguments.Usage);
        return 0;
    }

    if (demo) arguments = arguments with { Settings = [("demo.enabled", "true", "demo"), .. arguments.Settings] };
    var options = NodeConfiguration.Load(arguments, Environment.GetEnvironmentVariables()).Options;
    using var logs = new NodeLogs(options.Telemetry);
    using var stop = new CancellationTokenSource();
    var asked = new TaskCompletionSource();
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

    var node = await NodeHost.StartAsync(options, logs, stop.Token);
    await Task.WhenAny(asked.Task, node.StopAsked);
    await node.StopAsync();
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        asked.TrySetResult();
        stop.Cancel();
    }
}
catch (OptionsException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}
catch (HoconException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}
catch (OperationCanceledException)
{
    return 0;
}
catch (Exception fault) when (fault is InvalidOperationException or IOException or UnauthorizedAccessException)
{
    // What keeps a node from starting is told in one line; the rest is for bug reports.
    Console.Error.WriteLine("The node cannot start: " + fault.Message);
    if (Environment.GetEnvironmentVariable("ANALYTICS_TRACE") is not null) Console.Error.WriteLine(fault);
    return 1;
}
