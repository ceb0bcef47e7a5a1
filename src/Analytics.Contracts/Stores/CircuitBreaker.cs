namespace Analytics.Contracts.Stores;

/// <summary>
/// Keeps callers from waiting for a server that does not answer: after some failures in a row nobody asks it for a while, then one caller tries. Any thread; the clock is the
/// caller's.
/// </summary>
/// <param name="failuresToOpen">Failures in a row after which it opens.</param>
/// <param name="openFor">How long nobody asks.</param>
public sealed class CircuitBreaker(int failuresToOpen, TimeSpan openFor)
{
    private readonly object _gate = new();
    private int _failures;
    private bool _isTrying;
    private DateTimeOffset _openUntil;
    private CircuitState _state = new(IsUp: true, IsOpen: false, null, null);

    /// <summary>How it is.</summary>
    public CircuitState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>False while the server is not to be asked. Who is let through says how it went.</summary>
    public bool TryPass(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (!_state.IsOpen) return true;
            if (_isTrying || now < _openUntil) return false;
            return _isTrying = true;
        }
    }

    /// <summary>It answered.</summary>
    public void Succeeded(DateTimeOffset now)
    {
        lock (_gate)
        {
            (_failures, _isTrying) = (0, false);
            _state = new CircuitState(true, false, _state is { IsUp: true, Since: not null } ? _state.Since : now, null);
        }
    }

    /// <summary>Who was let through learned nothing about the server: it was called off.</summary>
    public void Abandoned()
    {
        lock (_gate) _isTrying = false;
    }

    /// <summary>It did not answer.</summary>
    public void Failed(DateTimeOffset now, string error)
    {
        lock (_gate)
        {
            (_failures, _isTrying) = (_failures + 1, false);
            var isOpen = _failures >= failuresToOpen;
            if (isOpen) _openUntil = now + openFor;
            _state = new CircuitState(false, isOpen, _state.IsUp ? now : _state.Since, error);
        }
    }
}
