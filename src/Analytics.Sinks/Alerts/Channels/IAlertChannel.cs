namespace Analytics.Sinks.Alerts.Channels;

/// <summary>Takes messages about alerts to people or programs outside. Any thread.</summary>
public interface IAlertChannel : IDisposable
{
    /// <summary>Its name in the settings.</summary>
    string Name { get; }

    /// <summary>What it speaks: <c>webhook</c>, <c>slack</c>, <c>telegram</c>, <c>mail</c>.</summary>
    string Kind { get; }

    /// <summary>The message in the channel's own form, without credentials. It is kept and sent as it is, however often it takes.</summary>
    string Compose(AlertMessage message);

    /// <summary>Sends what was composed; returns when the other side has taken it. May be called again with the same id and contents.</summary>
    /// <param name="id">The delivery's id: the idempotency key, where the other side knows such a thing.</param>
    /// <param name="payload">What <see cref="Compose"/> made.</param>
    /// <param name="cancellation">Ends the try.</param>
    /// <exception cref="DeliveryException">It was not taken, or it is not known whether it was.</exception>
    Task SendAsync(Guid id, string payload, CancellationToken cancellation);
}
