using Analytics.Contracts.Stores;

namespace Analytics.Sinks.ClickHouse;

/// <summary>One ClickHouse server, or one replica of several. Any thread.</summary>
/// <param name="address">Address of the HTTP interface, asked for each request because an embedded one may move.</param>
/// <param name="failuresToOpen">Requests in a row that it does not answer, after which others are asked for a while.</param>
/// <param name="openFor">How long.</param>
public sealed class ClickHouseServer(Func<Uri> address, int failuresToOpen = 3, TimeSpan? openFor = null)
{
    private volatile bool _isReady = true;

    /// <summary>Where it is now.</summary>
    public Uri Address => address();

    /// <summary>How it is.</summary>
    public CircuitState State => Breaker.State;

    /// <summary>False until its tables are known to be there: nobody asks it before. Default true.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    internal CircuitBreaker Breaker { get; } = new(failuresToOpen, openFor ?? TimeSpan.FromSeconds(5));
}
