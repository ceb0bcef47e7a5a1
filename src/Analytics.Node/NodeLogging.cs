using Analytics.Node.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace Analytics.Node;

/// <summary>Logs of the node: one line an entry, text or JSON, on standard error, with the time in UTC.</summary>
internal static class NodeLogging
{
    public static ILoggerFactory Create(TelemetryOptions options, NodeLogs logs) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Trace)
        .AddFilter((_, level) => level >= logs.Level)
        .AddFilter("Microsoft", level => level >= LogLevel.Warning && level >= logs.Level)
        .AddFilter("Npgsql", level => level >= LogLevel.Error && level >= logs.Level)
        .AddFilter("System.Net.Http", level => level >= LogLevel.Warning && level >= logs.Level)
        .AddLines(options.LogJson)
        .AddProvider(logs.Tail)
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
