using System.Text;
using Analytics.Actors.Entities;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;
using Analytics.Processing.Time;

namespace Analytics.Actors.Tests.Entities;

/// <summary>Runs one kind as a shard would: batches, checkpoints into a dictionary, reverts, restarts. Rows that a lost checkpoint held are lost too.</summary>
public sealed class KindHarness : IStoredEntities, IEntityWriter, ITenantDirectory
{
    private readonly Func<KindHarness, IEntityKind> _create;
    private readonly EffectBatch _effects = new();
    private readonly EventBatch _batch = new();
    private readonly RecordBatch _records = new();
    private byte[] _room = [];
    private string _key = "";
    private long _savedClock = long.MinValue;
    private byte[] _savedMarks;

    public KindHarness(Func<KindHarness, IEntityKind> create)
    {
        _create = create;
        Kind = create(this);
        Context = NewContext();
        _savedMarks = SaveMarks();
    }

    public IEntityKind Kind { get; private set; }

    public EntityContext Context { get; private set; }

    public Dictionary<string, TenantSettings> Settings { get; } = [];

    public SortedDictionary<string, byte[]> Storage { get; } = new(StringComparer.Ordinal);

    public List<SessionResult> Sessions { get; } = [];

    public List<WindowResult> Windows { get; } = [];

    public List<AlertResult> Alerts { get; } = [];

    public int Offset { get; set; }

    /// <summary>Gets batches instead of the kind; null for the kind.</summary>
    public Action<EventBatch>? Batch { get; set; }

    TenantSettings ITenantDirectory.Settings(int tenantSymbol) => Settings.GetValueOrDefault(Symbols.Text(tenantSymbol)) ?? Default;

    public TenantSettings Default { get; set; } = new();

    /// <summary>One batch.</summary>
    public void Feed(params IEnumerable<TestEvent> events)
    {
        _records.Clear();
        Context.Late.Clear();
        _batch.Reset(_records);
        foreach (var e in events) Add(e);
        foreach (ref var row in _batch.Rows)
        {
            if ((row.Flags & EventFlags.SetAside) == 0) Context.Watermarks.Observe(row.Tenant, row.Timestamp, row.ReceivedAt);
            Context.NowMicros = Math.Max(Context.NowMicros, row.ReceivedAt);
        }

        if (Batch is { } other)
        {
            other(_batch);
            return;
        }

        Kind.Receive(_batch, Context);
        Kind.Advance(Context.NowMicros, Context);
    }

    /// <summary>Moves the shard's clock as an idle partition does.</summary>
    public void Idle(DateTime until)
    {
        Context.NowMicros = TestEvent.Micros(until);
        Context.Watermarks.AdvanceIdle(Context.NowMicros);
        Context.IsQuiet = true;
        Kind.Advance(Context.NowMicros, Context);
        Context.IsQuiet = false;
    }

    /// <summary>Emits, stores, delivers.</summary>
    public void Checkpoint()
    {
        Kind.Emit(_effects);
        Kind.WriteChanges(this);
        foreach (ref readonly var row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_effects.Sessions))
            Sessions.Add(SessionResult.Of(row, _effects.Text));
        foreach (ref readonly var row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_effects.Windows))
            Windows.Add(WindowResult.Of(row));
        foreach (ref readonly var row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_effects.Alerts))
            Alerts.Add(AlertResult.Of(row, _effects.Text));
        _effects.Clear();
        _savedMarks = SaveMarks();
        _savedClock = Context.NowMicros;
    }

    /// <summary>Back to the last checkpoint, in the same process.</summary>
    public void Revert()
    {
        _effects.Clear();
        Context.Watermarks.ReadFrom(_savedMarks);
        Context.NowMicros = _savedClock;
        Kind.Revert(Context);
    }

    /// <summary>Back to the last checkpoint, in a new process.</summary>
    public void Restart()
    {
        _effects.Clear();
        Kind = _create(this);
        Context = NewContext();
        Context.Watermarks.ReadFrom(_savedMarks);
        Context.NowMicros = _savedClock;
        foreach (var (key, state) in Storage) Kind.Restore(Encoding.Latin1.GetBytes(key), state);
        Kind.Advance(Context.NowMicros, Context);
    }

    public bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state)
    {
        var found = Storage.TryGetValue(Encoding.Latin1.GetString(key), out var bytes);
        state = bytes;
        return found;
    }

    public Span<byte> Begin(ReadOnlySpan<byte> key, int size)
    {
        _key = Encoding.Latin1.GetString(key);
        return _room = new byte[size];
    }

    public void Commit(int written) => Storage[_key] = _room[..written];

    public void Remove(ReadOnlySpan<byte> key) => Assert.True(Storage.Remove(Encoding.Latin1.GetString(key)));

    private byte[] SaveMarks()
    {
        var bytes = new byte[Context.Watermarks.StoredBytes];
        return bytes[..Context.Watermarks.WriteTo(bytes)];
    }

    private EntityContext NewContext() => new()
    {
        Shard = new ShardId("raw_events", 0),
        Effects = _effects,
        Stored = this,
        Tenants = this,
        Watermarks = new TenantWatermarks(0),
        NowMicros = long.MinValue,
    };

    private void Add(TestEvent e)
    {
        ref var row = ref _batch.Add();
        row.Offset = Offset++;
        row.Tenant = Symbols.Intern(e.Tenant);
        row.Timestamp = TestEvent.Micros(e.At);
        row.ReceivedAt = TestEvent.Micros(e.Received ?? e.At);
        row.UserHash = e.User.Length == 0 ? 0 : KeyHash.Compute(Encoding.UTF8.GetBytes($"{e.Tenant}:{e.User}"), 7);
        row.KeyHash = e.User.Length == 0 ? KeyHash.Compute(Encoding.UTF8.GetBytes($"{e.Tenant}~{e.ClientSession}"), 7) : row.UserHash;
        row.UserId = Text(e.User);
        row.SessionId = Text(e.ClientSession);
        row.Url = Text(e.Url);
        row.UtmCampaign = Text(e.Campaign);
        row.Type = Symbols.Intern(e.Type);
        row.Kind = e.Kind;
        row.Service = Symbols.Intern(e.Service);
        row.PaymentMode = Symbols.Intern(e.PaymentMode);
        row.Currency = Symbols.Intern(e.Currency);
        row.Device = Symbols.Intern(e.Device);
        row.City = Symbols.Intern(e.City);
        row.Country = Symbols.Intern(e.Country);
        row.AmountMicros = (long)((e.Amount ?? 0) * Money.Scale);
        if (e.Amount is not null) row.Flags |= EventFlags.HasAmount;
        if (e.SetAside) row.Flags |= EventFlags.SetAside;
        if (e.UserIsEmail) row.Flags |= EventFlags.UserIsEmail;
    }

    private Utf8Slice Text(string text) => text.Length == 0 ? default : _records.Append(Encoding.UTF8.GetBytes(text));
}
