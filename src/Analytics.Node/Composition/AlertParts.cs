using Analytics.Contracts.Tenants;
using Analytics.Node.Configuration;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Dispatch;
using Analytics.Sinks.Alerts.Routing;
using Analytics.Sinks.Postgres;

namespace Analytics.Node.Composition;

/// <summary>Everything about alerts of one node: the sink that takes them, the books that people ask, and who sends.</summary>
internal sealed class AlertParts : IAsyncDisposable
{
    private AlertParts(NodeOptions options, PostgresConnection rows, PostgresConnection questions, ITenantDirectory tenants, TimeProvider time, Action<string> onNotice)
    {
        Routing = AlertSettings.Routing(options.Alerts, tenants);
        Sink = new AlertOutboxSink(rows, Routing, Signal, time);
        Book = new AlertBook(questions, Signal, time);
        Silences = new SilenceBook(questions, time);
        Ledger = new DeliveryLedger(questions, Signal, time);
        Dispatcher = new AlertDispatcher(rows, Routing, AlertSettings.Channels(options.Alerts, time), Signal, Ledger, AlertSettings.Dispatch(options.Alerts, onNotice), time);
    }

    /// <summary>Raised when something was written in this process.</summary>
    public AlertSignal Signal { get; } = new();

    /// <summary>Where alerts go.</summary>
    public AlertRouting Routing { get; }

    /// <summary>Takes alerts from shards.</summary>
    public AlertOutboxSink Sink { get; }

    /// <summary>The alerts.</summary>
    public AlertBook Book { get; }

    /// <summary>The silences.</summary>
    public SilenceBook Silences { get; }

    /// <summary>What was sent.</summary>
    public DeliveryLedger Ledger { get; }

    /// <summary>Sends.</summary>
    public AlertDispatcher Dispatcher { get; }

    /// <summary>Makes them; null where alerts are not kept.</summary>
    /// <exception cref="OptionsException">Channels are set and nothing keeps what they send.</exception>
    public static AlertParts? Open(NodeOptions options, Stores stores, ITenantDirectory tenants, TimeProvider time, Action<string> onNotice)
    {
        AlertSettings.Require(options.Alerts);
        if (options.Alerts.Enabled && stores is { Rows: { } rows, Questions: { } questions }) return new AlertParts(options, rows, questions, tenants, time, onNotice);
        return options.Alerts.Channels.Count == 0
            ? null
            : throw new OptionsException(["alerts.channels: found some, expected none: alerts are kept nowhere without alerts.enabled and sinks.postgres.enabled"]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Dispatcher.DisposeAsync();
}
