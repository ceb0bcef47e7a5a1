using Analytics.Contracts.Stores;
using Analytics.Sinks.Alerts.Channels;

namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>One channel with what is known of the other side: sends, and says how it went.</summary>
/// <param name="channel">The channel.</param>
/// <param name="options">Limits.</param>
/// <param name="time">The present.</param>
internal sealed class ChannelPost(IAlertChannel channel, DispatchOptions options, TimeProvider time)
{
    private readonly CircuitBreaker _breaker = new(options.BreakerFailures, options.BreakerOpenFor);

    /// <summary>The channel.</summary>
    internal IAlertChannel Channel => channel;

    /// <summary>How it is.</summary>
    internal ChannelState State
    {
        get
        {
            var state = _breaker.State;
            return new ChannelState(channel.Name, channel.Kind, state.IsUp, state.Since, state.Error);
        }
    }

    /// <summary>False while the other side is left alone; who is let through sends, or says that there is nothing.</summary>
    internal bool TryPass() => _breaker.TryPass(time.GetUtcNow());

    /// <summary>There was nothing to send.</summary>
    internal void NothingToSend() => _breaker.Abandoned();

    /// <summary>Tries once. A node that ends does not break off what is under way: the limit of a try is short.</summary>
    /// <exception cref="DeliveryException">It was not taken, or nobody knows.</exception>
    internal async Task SendAsync(Guid id, string payload)
    {
        using var limit = new CancellationTokenSource(options.SendTimeout, time);
        try
        {
            await channel.SendAsync(id, payload, limit.Token);
            _breaker.Succeeded(time.GetUtcNow());
        }
        catch (Exception fault)
        {
            var failure = fault as DeliveryException ?? new DeliveryException(
                fault is OperationCanceledException ? FormattableString.Invariant($"no answer within {options.SendTimeout.TotalSeconds:0.#} s") : fault.Message, null, fault);
            _breaker.Failed(time.GetUtcNow(), failure.Message);
            if (ReferenceEquals(failure, fault)) throw;
            throw failure;
        }
    }
}
