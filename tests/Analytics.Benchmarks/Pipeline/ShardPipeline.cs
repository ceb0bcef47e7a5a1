using Analytics.Actors.Entities;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;
using Analytics.Ingestion.Decoding;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Processing.Enrichment;
using Analytics.Processing.Time;
using Analytics.Sinks.ClickHouse;

namespace Analytics.Benchmarks.Pipeline;

/// <summary>The parts of one shard in the order in which the runtime calls them, without log, disk and network, so that each can be timed.</summary>
internal sealed class ShardPipeline
{
    private const int CutEvery = 100_000;

    private static readonly ShardId Shard = new("raw_events", 0);

    private readonly EventDecoder _decoder;
    private readonly EnrichmentPipeline _enrichment;
    private readonly SessionActors _sessions;
    private readonly TenantWindowActors _windows;
    private readonly PayloadPool _payloads = new();
    private readonly EventsEncoder _rows;
    private readonly EntityContext _context;
    private readonly EventBatch _batch = new();
    private readonly RecordBatch _records = new();
    private readonly List<Rejection> _rejections = [];
    private readonly DiscardingWriter _writer = new();
    private int _sinceCut;

    public ShardPipeline()
    {
        var tenants = new DefaultTenants();
        _decoder = new EventDecoder(new Analytics.Ingestion.Decoding.DecodingOptions(), tenants, 42);
        var assets = Environment.GetEnvironmentVariable("ANALYTICS_ASSETS") ?? throw new InvalidOperationException("ANALYTICS_ASSETS does not name the engines' folder; ./analytics bench sets it.");
        _enrichment = EnrichmentAssets.Load(new EnrichmentOptions { Assets = assets }, tenants, new byte[32], null).CreatePipeline();
        _rows = new EventsEncoder(Shard, _payloads);
        _sessions = new SessionActors(new SessionOptions(), tenants);
        _windows = new TenantWindowActors(new TenantWindowOptions(), tenants);
        _context = new EntityContext
        {
            Shard = Shard, Effects = new EffectBatch(), Stored = new NothingStored(), Tenants = tenants, Watermarks = new TenantWatermarks(5_000_000),
        };
    }

    public StageClock Clock { get; } = new();

    /// <summary>Bytes of ClickHouse blocks made so far.</summary>
    public long EncodedBytes { get; private set; }

    public int Rejected => _rejections.Count;

    public void Run(RecordedBatches recorded, int index)
    {
        Clock.Start();
        recorded.Read(index, _records);
        Clock.Book("read");
        _decoder.Decode(_records, _batch, _rejections);
        Clock.Book("decode");
        _enrichment.Apply(_batch);
        Clock.Book("enrich");
        _context.NowMicros = _records.Records[^1].ReceivedAt;
        foreach (ref readonly var row in _batch.Rows) _context.Watermarks.Observe(row.Tenant, row.Timestamp);
        Clock.Book("watermarks");
        _sessions.Receive(_batch, _context);
        Clock.Book("sessions");
        _windows.Receive(_batch, _context);
        Clock.Book("windows");
        _rows.Encode(_batch);
        Clock.Book("encode rows");
        if ((_sinceCut += _batch.Count) >= CutEvery) Cut();
    }

    private void Cut()
    {
        _sinceCut = 0;
        Cut(_sessions);
        Cut(_windows);
        _context.Effects.Clear();
        var payload = _rows.Cut();
        EncodedBytes += payload.Length;
        _payloads.Return(payload);
        Clock.Book("cut blocks");
    }

    private void Cut(IEntityKind kind)
    {
        kind.Advance(_context.NowMicros, _context);
        Clock.Book($"cut {kind.Name} timers");
        kind.Emit(_context.Effects);
        Clock.Book($"cut {kind.Name} results");
        kind.WriteChanges(_writer);
        Clock.Book($"cut {kind.Name} states");
    }

    private sealed class NothingStored : IStoredEntities
    {
        public bool TryRead(string kind, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> state)
        {
            state = default;
            return false;
        }
    }

    private sealed class DiscardingWriter : IEntityWriter
    {
        private byte[] _buffer = new byte[1 << 20];

        public Span<byte> Begin(ReadOnlySpan<byte> key, int size)
        {
            if (size > _buffer.Length) _buffer = new byte[size * 2];
            return _buffer;
        }

        public void Commit(int written)
        {
        }

        public void Remove(ReadOnlySpan<byte> key)
        {
        }
    }
}
