using System.Text;
using Analytics.Contracts.Checkpoints;
using Analytics.Contracts.Sinks;

namespace Analytics.Actors.Tests.Checkpoints;

/// <summary>An owner's side of a shard's checkpoints, with what each of them must give when it is loaded.</summary>
internal sealed class ShardBook(IShardCheckpoints store)
{
    private const string Kind = "entry";
    private readonly EntityChanges _changes = new(store.IdentitySeed);
    private readonly SortedDictionary<string, string?> _pending = new(StringComparer.Ordinal);
    private readonly List<OpenDelivery> _open = [];

    public IShardCheckpoints Store => store;

    /// <summary>Number of the newest checkpoint.</summary>
    public long Number { get; private set; }

    /// <summary>Entities as of the newest checkpoint.</summary>
    public Dictionary<string, string> Entities { get; private set; } = [];

    /// <summary>What was found damaged.</summary>
    public IReadOnlyList<string> Damage { get; private set; } = [];

    public IReadOnlyList<OpenDelivery> Open => _open;

    /// <summary>Loads the newest good checkpoint.</summary>
    public ShardBook Recover()
    {
        var entities = new Dictionary<string, string>();
        var recovered = store.Recover((_, key, state) => entities.Add(Encoding.UTF8.GetString(key), Encoding.UTF8.GetString(state)));
        Assert.Equal(recovered.Entities, entities.Count);
        (Number, Entities, Damage) = (recovered.HighestNumber, entities, recovered.Damage);
        _open.Clear();
        _open.AddRange(recovered.Open);
        return this;
    }

    public ShardBook Put(string key, string value)
    {
        _pending[key] = value;
        return this;
    }

    public ShardBook Remove(string key)
    {
        _pending[key] = null;
        return this;
    }

    /// <summary>Writes a checkpoint, with a delivery that stays open when there is a payload.</summary>
    public ShardBook Cut(string? payload = null)
    {
        var checkpoint = Describe(payload);
        store.Write(checkpoint);
        store.Apply(checkpoint);
        Number++;
        foreach (var (key, value) in _pending)
        {
            if (value is null) Entities.Remove(key);
            else Entities[key] = value;
        }

        _pending.Clear();
        return this;
    }

    /// <summary>The open deliveries arrived.</summary>
    public ShardBook Settle()
    {
        _open.Clear();
        return this;
    }

    /// <summary>The state of one entity through the index; null when there is none.</summary>
    public string? Read(string key) => store.TryRead(Kind, Encoding.UTF8.GetBytes(key), out var state) ? Encoding.UTF8.GetString(state) : null;

    public IEnumerable<string> Payloads() => _open.Select(open => Encoding.UTF8.GetString(store.ReadPayload(open).Span));

    private ShardCheckpoint Describe(string? payload)
    {
        _changes.Clear();
        _changes.StartKind(Kind);
        foreach (var (key, value) in _pending)
        {
            if (value is null) _changes.Remove(Encoding.UTF8.GetBytes(key));
            else _changes.Commit(Encoding.UTF8.GetBytes(value, _changes.Begin(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetByteCount(value))));
        }

        if (payload is not null)
        {
            _open.Add(new OpenDelivery
            {
                Sink = "sink",
                Mode = DeliveryMode.ByValue,
                Sequence = Number,
                Range = new OffsetRange(Number, Number + 1),
                Payload = Encoding.UTF8.GetBytes(payload),
            });
        }

        return new ShardCheckpoint
        {
            Number = Number + 1,
            NextOffset = Number + 1,
            ClockMicros = Number + 1,
            Tenants = [new TenantMark("acme", Number, Number)],
            Sinks = [new SinkMark("sink", Number + 1, Number)],
            Open = [.. _open],
            SetAside = [],
            Repeat = [],
            Changes = _changes,
        };
    }
}
