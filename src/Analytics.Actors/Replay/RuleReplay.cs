using System.Text;
using Analytics.Actors.Entities;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;
using Analytics.Processing.Time;

namespace Analytics.Actors.Replay;

/// <summary>
/// Rules over past events: the actors that run them on a shard, with nothing before and nothing behind. Events come in the order in which the shard had them; what is found is what
/// the shard found. Nothing is stored and nothing leaves. One thread.
/// </summary>
public sealed class RuleReplay
{
    private const int EventsBetweenRests = 100_000;

    // Looking at every key that waits costs more than an event does.
    private const int EventsBetweenLooks = 4096;
    private readonly PatternActors _actors;
    private readonly EntityContext _context;
    private readonly EffectBatch _effects = new();
    private int _events;
    private int _waiting;

    /// <summary>A shard for some rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="options">Settings, as of the shard that is repeated; they say which of the keys that rules watch are here.</param>
    /// <param name="tenants">Settings of tenants.</param>
    public RuleReplay(RuleSet rules, PatternOptions options, ITenantDirectory tenants)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Keys are all in memory here: there is no storage to rest in.
        _actors = new PatternActors(options with { MostLive = int.MaxValue });
        _actors.Run(rules, RuleHistory.None);
        _context = new EntityContext { Shard = new ShardId("replay", 0), Effects = _effects, Stored = new NoStorage(), Tenants = tenants, Watermarks = new TenantWatermarks(0) };
    }

    /// <summary>Keys in memory.</summary>
    public long Keys => _actors.Counts.Live;

    /// <summary>Bytes that they take, about.</summary>
    public long Bytes => _actors.Counts.LiveBytes;

    /// <summary>Shows events to the rules. What they raise is added now and then; <see cref="Advance"/> adds what is left.</summary>
    public void Feed(EventBatch batch, ICollection<ReplayedAlert> found)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Feed(batch, 0, batch.Count, found);
    }

    /// <summary>The same for a run of a batch, from a row on up to another one, where the events of several partitions come mixed.</summary>
    public void Feed(EventBatch batch, int from, int to, ICollection<ReplayedAlert> found)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(found);
        if (from >= to) return;
        _actors.Receive(batch, from, to, _context);
        (_events, _waiting) = (_events + to - from, _waiting + to - from);
        if (_waiting >= EventsBetweenLooks) Advance(batch.Rows[to - 1].ReceivedAt, isQuiet: false, found);
    }

    /// <summary>Lets time pass without events: what waits for its turn, and deadlines.</summary>
    /// <param name="nowMicros">Until when, microseconds since 1970.</param>
    /// <param name="found">Where to add what is raised.</param>
    public void Advance(long nowMicros, ICollection<ReplayedAlert> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        Advance(nowMicros, isQuiet: true, found);
    }

    private void Advance(long nowMicros, bool isQuiet, ICollection<ReplayedAlert> found)
    {
        _waiting = 0;
        _context.IsQuiet = isQuiet;
        _context.NowMicros = Math.Max(_context.NowMicros, nowMicros);
        _actors.Advance(_context.NowMicros, _context);
        if (_events >= EventsBetweenRests)
        {
            _actors.CountAsStored();
            _events = 0;
        }

        _actors.Emit(_effects);
        foreach (var alert in _effects.Alerts) found.Add(Read(alert, _effects.Text));
        _effects.Clear();
    }

    private static ReplayedAlert Read(in AlertRow row, RecordBatch text) => new(
        Symbols.Text(row.Rule), row.RuleVersion, Symbols.Text(row.Severity), Symbols.Text(row.KeyField), Encoding.UTF8.GetString(text.Bytes(row.Key)), row.FirstAt, row.At,
        text.Bytes(row.Evidence).ToArray());
}
