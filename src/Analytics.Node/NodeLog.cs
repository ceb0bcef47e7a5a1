namespace Analytics.Node;

/// <summary>Every message that the node logs, with its number.</summary>
internal static partial class NodeLog
{
    /// <summary>What the runtime has to say; the course of things is information, everything else a warning.</summary>
    public static void RuntimeSaid(ILogger log, Actors.Shards.RuntimeEvent said) =>
        RuntimeSaid(
            log, said.Name is "recovered" or "rules" or "stopped" or "lost" or "fenced" or "sink_up" ? LogLevel.Information : LogLevel.Warning, said.Shard.ToString(), said.Name,
            said.Error is null ? said.Message : $"{said.Message} {said.Error.Message}", WhereIs(said));

    // An event that is set aside made this program throw: whoever mends that needs the place.
    private static Exception? WhereIs(Actors.Shards.RuntimeEvent said) => said.Name == "set_aside" ? said.Error : null;

    /// <summary>What PostgreSQL writes; its own course is for debugging only.</summary>
    public static void PostgresSaid(ILogger log, string line) =>
        PostgresSaid(log, line.Contains("LOG:", StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning, line);

    [LoggerMessage(100, LogLevel.Information, "Listening on {Address}, profile {Profile}, data in {Directory}")]
    public static partial void Listening(ILogger log, string address, string profile, string directory);

    [LoggerMessage(101, LogLevel.Information, "Stopping: taking the last checkpoints")]
    public static partial void Draining(ILogger log);

    [LoggerMessage(102, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(103, LogLevel.Information, "{Part} is up after {Milliseconds} ms")]
    public static partial void PartIsUp(ILogger log, string part, long milliseconds);

    [LoggerMessage(EventId = 104, Message = "PostgreSQL: {Line}")]
    private static partial void PostgresSaid(ILogger log, LogLevel level, string line);

    [LoggerMessage(EventId = 105, Message = "{Shard} {Name}: {What}")]
    private static partial void RuntimeSaid(ILogger log, LogLevel level, string shard, string name, string what, Exception? error);

    [LoggerMessage(106, LogLevel.Warning, "Kafka: {What}")]
    public static partial void KafkaSaid(ILogger log, string what);

    [LoggerMessage(114, LogLevel.Warning, "RabbitMQ: {What}")]
    public static partial void RabbitMqSaid(ILogger log, string what);

    [LoggerMessage(119, LogLevel.Warning, "The start waits for a server: {Reason}")]
    public static partial void WaitsForServers(ILogger log, string reason);

    [LoggerMessage(107, LogLevel.Warning, "The directory of nodes cannot be told that this one lives: {Reason}")]
    public static partial void HeartbeatFailed(ILogger log, string reason);

    [LoggerMessage(108, LogLevel.Information, "Taking gRPC calls on {Address}")]
    public static partial void ListeningForCalls(ILogger log, string address);

    [LoggerMessage(113, LogLevel.Warning, "Ordered to {What} {About}, by {Caller}")]
    public static partial void Ordered(ILogger log, string what, string about, string caller);

    [LoggerMessage(120, LogLevel.Information, "Taking operators' commands: pbm {Address}")]
    public static partial void ListeningForOperators(ILogger log, string address);

    [LoggerMessage(121, LogLevel.Warning, "Operator with {Caller}: {Command}")]
    public static partial void OperatorChanges(ILogger log, string caller, string command);

    [LoggerMessage(122, LogLevel.Information, "Operator with {Caller}: {Command} is done")]
    public static partial void OperatorChanged(ILogger log, string caller, string command);

    [LoggerMessage(123, LogLevel.Information, "Operator with {Caller}: {Command} was refused: {Reason}")]
    public static partial void OperatorRefused(ILogger log, string caller, string command, string reason);

    [LoggerMessage(112, LogLevel.Warning, "{What} {Reason}")]
    public static partial void StandbyBehind(ILogger log, string what, string reason);

    [LoggerMessage(109, LogLevel.Information, "A small shop's events are coming in, for the tenant {Tenant}. Open {Address} in a browser; Ctrl+C stops")]
    public static partial void DemoRuns(ILogger log, string address, string tenant);

    [LoggerMessage(110, LogLevel.Warning, "The demo's events were refused with status {Status}; they are sent again")]
    public static partial void DemoRefused(ILogger log, int status);

    [LoggerMessage(111, LogLevel.Warning, "The demo cannot reach the node: {Reason}")]
    public static partial void DemoUnreachable(ILogger log, string reason);

    [LoggerMessage(130, LogLevel.Warning, "Alerts: {What}")]
    public static partial void AlertsSaid(ILogger log, string what);

    [LoggerMessage(140, LogLevel.Warning, "Health: {Check} is {Status}. {Detail}")]
    public static partial void NotHealthy(ILogger log, string check, string status, string detail);

    [LoggerMessage(141, LogLevel.Information, "Health: {Check} is healthy again after {Seconds} s")]
    public static partial void HealthyAgain(ILogger log, string check, long seconds);

    [LoggerMessage(131, LogLevel.Warning, "Rules: {What}")]
    public static partial void RulesSaid(ILogger log, string what);
}
