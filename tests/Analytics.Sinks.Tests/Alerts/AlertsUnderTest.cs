using System.Text;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.Alerts;
using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Sinks.Alerts.Dispatch;
using Analytics.Sinks.Alerts.Routing;
using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Alerts;

/// <summary>Everything about alerts on a database of its own, and a shard that raises them.</summary>
public sealed class AlertsUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly PostgresConnection _postgres;
    private readonly AlertSignal _signal = new();
    private readonly AlertRouting _routing;
    private readonly List<AlertDispatcher> _dispatchers = [];
    private readonly ShardId _shard = new("raw_events", 0);
    private long _sequence;
    private int _raised;

    private AlertsUnderTest(PostgresConnection postgres, AlertRoute[] routes)
    {
        _postgres = postgres;
        _routing = new AlertRouting(routes, _ => TimeZoneInfo.Utc);
        Sink = new AlertOutboxSink(postgres, _routing, _signal, Time);
        Book = new AlertBook(postgres, _signal, Time);
        Silences = new SilenceBook(postgres, Time);
        Ledger = new DeliveryLedger(postgres, _signal, Time);
    }

    public ShiftedTime Time { get; } = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    public AlertOutboxSink Sink { get; }

    public AlertBook Book { get; }

    public SilenceBook Silences { get; }

    public DeliveryLedger Ledger { get; }

    public static async Task<AlertsUnderTest> StartAsync(AlertDatabases databases, params AlertRoute[] routes) => new(await databases.NewAsync(), routes);

    /// <summary>Begins to send as a node does.</summary>
    public AlertDispatcher Send(DispatchOptions options, params IAlertChannel[] channels)
    {
        var dispatcher = new AlertDispatcher(
            _postgres, _routing, channels, _signal, Ledger, options with { PollInterval = TimeSpan.FromMilliseconds(20), RetryMin = TimeSpan.Zero }, Time);
        _dispatchers.Add(dispatcher);
        dispatcher.Start();
        return dispatcher;
    }

    /// <summary>Ends one that sends, as a node does that leaves.</summary>
    public async Task EndAsync(AlertDispatcher dispatcher)
    {
        _dispatchers.Remove(dispatcher);
        await dispatcher.DisposeAsync();
    }

    /// <summary>A delivery with one alert.</summary>
    public SinkDelivery Cut(string tenant, string rule, string severity, byte[] entity, string? evidence = null, UInt128? id = null)
    {
        var encoder = Sink.CreateEncoder(_shard);
        var effects = new EffectBatch();
        effects.Alerts.Add(new AlertRow
        {
            Tenant = Symbols.Intern(tenant), AlertId = id ?? KeyHash.Compute128(BitConverter.GetBytes(Interlocked.Increment(ref _raised)), 1), Rule = Symbols.Intern(rule), RuleVersion = 3,
            Severity = Symbols.Intern(severity), KeyField = Symbols.Intern("user"), Key = effects.Text.Append(entity), FirstAt = 1_700_000_000_000_000, At = 1_700_000_000_000_001, Events = 2,
            Evidence = evidence is null ? default : effects.Text.Append(Encoding.UTF8.GetBytes(evidence)),
        });
        encoder.Encode(effects);
        return new SinkDelivery(_shard, 1, _sequence++, _sequence - 1, _sequence, encoder.Cut());
    }

    public async Task<StoredAlert> RaiseAsync(string tenant = "shop", string rule = "velocity", string severity = "medium", string entity = "ann")
    {
        await Sink.DeliverAsync(Cut(tenant, rule, severity, Encoding.UTF8.GetBytes(entity)), CancellationToken.None);
        return (await Book.ListAsync(tenant, new AlertFilter(), null, 1, CancellationToken.None)).Alerts[0];
    }

    public Task ChangeAsync(StoredAlert alert, AlertState state) => Book.ChangeAsync(alert.Tenant, alert.Id, state, "ann@shop", null, CancellationToken.None);

    /// <summary>The ledger as soon as it is what it should be.</summary>
    public async Task<IReadOnlyList<StoredDelivery>> LedgerAsync(Func<IReadOnlyList<StoredDelivery>, bool> isSo, string tenant = "shop")
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var found = await Ledger.ListAsync(tenant, null, null, 1000, CancellationToken.None);
            if (isSo(found)) return found;
            if (patience.IsCancellationRequested) throw new TimeoutException(string.Join('\n', found));
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var dispatcher in _dispatchers) await dispatcher.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
