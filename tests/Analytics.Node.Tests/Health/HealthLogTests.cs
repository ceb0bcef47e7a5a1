using Analytics.Node.Health;
using Analytics.Testing;
using Microsoft.Extensions.Logging;

namespace Analytics.Node.Tests.Health;

public sealed class HealthLogTests : ILogger
{
    private readonly List<string> _said = [];
    private readonly List<HealthCheck> _checks = [new("log", "healthy", "", null), new("postgres", "healthy", "", null)];
    private readonly ManualTime _time = new();
    private readonly HealthLog _log;

    public HealthLogTests() => _log = new HealthLog(() => new HealthAnswer("whatever", _checks), _time, this);

    [Fact]
    public void A_change_is_logged_once_with_its_reason_and_its_end_with_how_long_it_was()
    {
        _log.Look();
        Assert.Empty(_said);
        _checks[0] = new("log", "unhealthy", "The disk is full: 17 bytes are free.", null);
        _log.Look();
        _checks[0] = new("log", "unhealthy", "The disk is full: 16 bytes are free.", null);
        _time.Advance(TimeSpan.FromSeconds(40));
        _log.Look();
        Assert.Equal(["Warning Health: log is unhealthy. The disk is full: 17 bytes are free."], _said);
        _checks[0] = new("log", "healthy", "", null);
        _log.Look();
        _log.Look();
        Assert.Equal("Information Health: log is healthy again after 40 s", Assert.Single(_said.Skip(1)));
    }

    [Fact]
    public void Each_thing_is_followed_by_itself_and_what_gets_worse_is_said_again()
    {
        _checks[1] = new("postgres", "degraded", "3 deliveries wait for it.", null);
        _log.Look();
        _checks[0] = new("log", "degraded", "a", null);
        _checks[1] = new("postgres", "unhealthy", "b", null);
        _log.Look();
        Assert.Equal(["Warning Health: postgres is degraded. 3 deliveries wait for it.", "Warning Health: log is degraded. a", "Warning Health: postgres is unhealthy. b"], _said);
    }

    [Fact]
    public async Task It_looks_by_itself()
    {
        await using var log = _log;
        log.Start();
        _checks[0] = new("log", "unhealthy", "x", null);
        for (var i = 0; i < 3000 && _said.Count == 0; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.Single(_said);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_said) _said.Add($"{logLevel} {formatter(state, exception)}");
    }
}
