using System.Threading.Channels;

namespace Analytics.Node;

/// <summary>The last lines of the node's log in memory, and whoever follows it. Who reads too slowly misses lines and is told how many; nobody waits. Any thread.</summary>
internal sealed class LogTail : ILoggerProvider
{
    private const int MostKept = 1_000;
    private const int MostBehind = 10_000;
    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _kept = new();
    private readonly List<Channel<LogLine>> _followers = [];
    private long _number;

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<LogLine> Last(int count)
    {
        lock (_gate) return [.. _kept.TakeLast(count)];
    }

    /// <summary>The last lines, then every new one. Numbers that are left out are lines that were missed.</summary>
    public async IAsyncEnumerable<LogLine> FollowAsync(int last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var follower = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MostBehind) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<LogLine> before;
        lock (_gate)
        {
            before = [.. _kept.TakeLast(last)];
            _followers.Add(follower);
        }

        try
        {
            foreach (var line in before) yield return line;
            await foreach (var line in follower.Reader.ReadAllAsync(cancellation)) yield return line;
        }
        finally
        {
            lock (_gate) _followers.Remove(follower);
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _followers.ForEach(follower => follower.Writer.TryComplete());
    }

    private void Add(DateTime at, LogLevel level, string category, int id, string text)
    {
        lock (_gate)
        {
            var line = new LogLine(++_number, at, level.ToString().ToLowerInvariant(), category, id, text);
            _kept.Enqueue(line);
            if (_kept.Count > MostKept) _kept.Dequeue();
            _followers.ForEach(follower => follower.Writer.TryWrite(line));
        }
    }

    private sealed class Writer(LogTail tail, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            tail.Add(DateTime.UtcNow, logLevel, category, eventId.Id, exception is null ? text : $"{text} {exception}");
        }
    }
}
