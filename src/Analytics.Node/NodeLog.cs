namespace Analytics.Node;

/// <summary>Every message that the node logs, with its number.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(100, LogLevel.Information, "Listening on {Address}, profile {Profile}, data in {Directory}")]
    public static partial void Listening(ILogger log, string address, string profile, string directory);

    [LoggerMessage(101, LogLevel.Information, "Stopping: taking the last checkpoints")]
    public static partial void Draining(ILogger log);

    [LoggerMessage(102, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(103, LogLevel.Information, "{Part} is up after {Milliseconds} ms")]
    public static partial void PartIsUp(ILogger log, string part, long milliseconds);

    [LoggerMessage(110, LogLevel.Warning, "The demo's events were refused with status {Status}; they are sent again")]
    public static partial void DemoRefused(ILogger log, int status);

    [LoggerMessage(111, LogLevel.Warning, "The demo cannot reach the node: {Reason}")]
    public static partial void DemoUnreachable(ILogger log, string reason);
}
