using Analytics.Node.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Analytics.Node;

/// <summary>Logs of the node: one line an entry, on standard error, with the time in UTC.</summary>
internal static class NodeLogging
{
    public static ILoggerFactory Create(TelemetryOptions options) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(options.LogLevel)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Npgsql", LogLevel.Error)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        })
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
