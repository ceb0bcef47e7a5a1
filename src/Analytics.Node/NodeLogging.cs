using Analytics.Node.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Analytics.Node;

/// <summary>Logs of the node: one line an entry, text or JSON, on standard error, with the time in UTC.</summary>
internal static class NodeLogging
{
    public static ILoggerFactory Create(TelemetryOptions options) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(options.LogLevel)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Npgsql", LogLevel.Error)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        .AddLines(options.LogJson)
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

    private static ILoggingBuilder AddLines(this ILoggingBuilder logging, bool json) => json
        ? logging.AddJsonConsole(console => Stamp(console, ""))
        : logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            Stamp(console, " ");
        });

    private static void Stamp(ConsoleFormatterOptions console, string after)
    {
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" + after;
    }
}
