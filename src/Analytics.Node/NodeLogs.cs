using Analytics.Node.Configuration;

namespace Analytics.Node;

/// <summary>The node's loggers, the lowest level that they say, which may change while the node runs, and what they said lately. Any thread.</summary>
internal sealed class NodeLogs : ILoggerFactory
{
    private readonly ILoggerFactory _factory;
    private volatile int _level;

    public NodeLogs(TelemetryOptions options)
    {
        _level = (int)options.LogLevel;
        _factory = NodeLogging.Create(options, this);
    }

    /// <summary>Lowest level that is logged.</summary>
    public LogLevel Level
    {
        get => (LogLevel)_level;
        set => _level = (int)value;
    }

    /// <summary>What was said lately, and whoever follows it.</summary>
    public LogTail Tail { get; } = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => _factory.CreateLogger(categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => _factory.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => _factory.Dispose();
}
