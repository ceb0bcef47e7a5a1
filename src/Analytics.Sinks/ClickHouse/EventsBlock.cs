using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse;

/// <summary>Rows of <c>analytics.events</c> of one month, column by column. Names and types here and in the migrations belong together.</summary>
internal sealed class EventsBlock
{
    // 64 rows of about 350 bytes.
    private const int RowsAtOnce = 64;

    private static readonly int[] Kinds = [.. Enum.GetNames<EventKind>().Select(name => Symbols.Intern(SnakeCase.Of(name)))];
    private static readonly int[] Shapes = [.. Enum.GetNames<Contracts.Decoding.EventShape>().Select(name => Symbols.Intern(SnakeCase.Of(name)))];

    private readonly SymbolColumn _tenant = new("tenant"), _type = new("type"), _kind = new("kind"), _service = new("service");
    private readonly SymbolColumn _paymentMode = new("payment_mode"), _platform = new("platform"), _currency = new("currency"), _shape = new("shape");
    private readonly SymbolColumn _country = new("country"), _city = new("city"), _device = new("device"), _browser = new("browser"), _os = new("os");
    private readonly SymbolColumn _tier = new("tier"), _category = new("category"), _tableVersions = new("table_versions"), _topic = new("topic");
    private readonly TextColumn _eventId = new("event_id"), _userId = new("user_id"), _sessionId = new("session_id"), _entityId = new("entity_id");
    private readonly TextColumn _productId = new("product_id"), _scope = new("scope"), _url = new("url"), _referrer = new("referrer"), _ip = new("ip");
    private readonly TextColumn _userAgent = new("user_agent"), _utmSource = new("utm_source"), _utmMedium = new("utm_medium");
    private readonly TextColumn _utmCampaign = new("utm_campaign"), _properties = new("properties");
    private readonly FixedColumn<long> _timestamp = new("timestamp", "DateTime64(6, 'UTC')"), _receivedAt = new("received_at", "DateTime64(6, 'UTC')");
    private readonly FixedColumn<long> _amount = new("amount", "Decimal(18, 6)"), _quantity = new("quantity", "Int64"), _offset = new("offset", "Int64");
    private readonly FixedColumn<int> _partition = new("partition", "Int32");
    private readonly FixedColumn<int> _latitude = new("latitude", "Decimal(9, 4)"), _longitude = new("longitude", "Decimal(9, 4)");
    private readonly FixedColumn<byte> _hasAmount = new("has_amount", "Bool"), _bot = new("bot", "Bool"), _located = new("located", "Bool");
    private readonly FixedColumn<byte> _zoneAssumed = new("zone_assumed", "Bool"), _timeAssumed = new("time_assumed", "Bool");
    private readonly int _topicSymbol;
    private readonly int _partitionNumber;

    /// <summary>An empty block for the rows of one shard.</summary>
    public EventsBlock(ShardId shard)
    {
        _topicSymbol = Symbols.Intern(shard.Topic);
        _partitionNumber = shard.Partition;
        Block = new NativeBlock(
            _tenant, _timestamp, _receivedAt, _type, _kind, _shape, _service, _eventId, _userId, _sessionId, _entityId, _productId, _scope,
            _amount, _hasAmount, _currency, _quantity, _paymentMode, _platform, _url, _referrer, _ip, _userAgent, _utmSource, _utmMedium,
            _utmCampaign, _country, _city, _latitude, _longitude, _located, _device, _browser, _os, _tier, _category, _bot, _zoneAssumed, _timeAssumed, _tableVersions,
            _properties, _topic, _partition, _offset);
    }

    /// <summary>The columns.</summary>
    public NativeBlock Block { get; }

    /// <summary>Adds rows, in parts that stay in the processor's first cache while the loops over their fields run.</summary>
    public void Add(ReadOnlySpan<EventRow> rows, EventBatch batch)
    {
        for (; rows.Length > RowsAtOnce; rows = rows[RowsAtOnce..]) AddPart(rows[..RowsAtOnce], batch.Records.Buffer);
        if (rows.Length > 0) AddPart(rows, batch.Records.Buffer);
    }

    private void AddPart(ReadOnlySpan<EventRow> rows, ReadOnlySpan<byte> buffer)
    {
        AddNumbers(rows);
        AddFlags(rows);
        AddSymbols(rows);
        AddText(rows, buffer);
        Block.Rows += rows.Length;
    }

    private void AddNumbers(ReadOnlySpan<EventRow> rows)
    {
        ref readonly var first = ref rows[0];
        _timestamp.Add(new RowField<EventRow, long>(rows, first.Timestamp));
        _receivedAt.Add(new RowField<EventRow, long>(rows, first.ReceivedAt));
        _amount.Add(new RowField<EventRow, long>(rows, first.AmountMicros));
        _quantity.Add(new RowField<EventRow, long>(rows, first.Quantity));
        _offset.Add(new RowField<EventRow, long>(rows, first.Offset));
        _latitude.Add(new RowField<EventRow, int>(rows, first.LatitudeE4));
        _longitude.Add(new RowField<EventRow, int>(rows, first.LongitudeE4));
        _partition.Reserve(rows.Length).Fill(_partitionNumber);
    }

    private void AddFlags(ReadOnlySpan<EventRow> rows)
    {
        var hasAmount = _hasAmount.Reserve(rows.Length);
        var bot = _bot.Reserve(rows.Length);
        var located = _located.Reserve(rows.Length);
        var zoneAssumed = _zoneAssumed.Reserve(rows.Length);
        var timeAssumed = _timeAssumed.Reserve(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var flags = rows[i].Flags;
            hasAmount[i] = Bit(flags, EventFlags.HasAmount);
            bot[i] = Bit(flags, EventFlags.Bot);
            located[i] = Bit(flags, EventFlags.HasPlace);
            zoneAssumed[i] = Bit(flags, EventFlags.ZoneAssumed);
            timeAssumed[i] = Bit(flags, EventFlags.TimeAssumed);
            _kind.Add(Kinds[(int)rows[i].Kind]);
            _shape.Add(Shapes[(int)rows[i].Shape]);
        }
    }

    private void AddSymbols(ReadOnlySpan<EventRow> rows)
    {
        ref readonly var first = ref rows[0];
        _tenant.Add(new RowField<EventRow, int>(rows, first.Tenant));
        _type.Add(new RowField<EventRow, int>(rows, first.Type));
        _service.Add(new RowField<EventRow, int>(rows, first.Service));
        _paymentMode.Add(new RowField<EventRow, int>(rows, first.PaymentMode));
        _platform.Add(new RowField<EventRow, int>(rows, first.Platform));
        _currency.Add(new RowField<EventRow, int>(rows, first.Currency));
        _country.Add(new RowField<EventRow, int>(rows, first.Country));
        _city.Add(new RowField<EventRow, int>(rows, first.City));
        _device.Add(new RowField<EventRow, int>(rows, first.Device));
        _browser.Add(new RowField<EventRow, int>(rows, first.Browser));
        _os.Add(new RowField<EventRow, int>(rows, first.Os));
        _tier.Add(new RowField<EventRow, int>(rows, first.Tier));
        _category.Add(new RowField<EventRow, int>(rows, first.Category));
        _tableVersions.Add(new RowField<EventRow, int>(rows, first.TableVersions));
        _topic.AddSame(_topicSymbol, rows.Length);
    }

    private void AddText(ReadOnlySpan<EventRow> rows, ReadOnlySpan<byte> buffer)
    {
        ref readonly var first = ref rows[0];
        _eventId.Add(new RowField<EventRow, Utf8Slice>(rows, first.EventId), buffer);
        _userId.Add(new RowField<EventRow, Utf8Slice>(rows, first.UserId), buffer);
        _sessionId.Add(new RowField<EventRow, Utf8Slice>(rows, first.SessionId), buffer);
        _entityId.Add(new RowField<EventRow, Utf8Slice>(rows, first.EntityId), buffer);
        _productId.Add(new RowField<EventRow, Utf8Slice>(rows, first.ProductId), buffer);
        _scope.Add(new RowField<EventRow, Utf8Slice>(rows, first.Scope), buffer);
        _url.Add(new RowField<EventRow, Utf8Slice>(rows, first.Url), buffer);
        _referrer.Add(new RowField<EventRow, Utf8Slice>(rows, first.Referrer), buffer);
        _ip.Add(new RowField<EventRow, Utf8Slice>(rows, first.Ip), buffer);
        _userAgent.Add(new RowField<EventRow, Utf8Slice>(rows, first.UserAgent), buffer);
        _utmSource.Add(new RowField<EventRow, Utf8Slice>(rows, first.UtmSource), buffer);
        _utmMedium.Add(new RowField<EventRow, Utf8Slice>(rows, first.UtmMedium), buffer);
        _utmCampaign.Add(new RowField<EventRow, Utf8Slice>(rows, first.UtmCampaign), buffer);
        _properties.Add(new RowField<EventRow, Utf8Slice>(rows, first.Properties), buffer);
    }

    private static byte Bit(EventFlags flags, EventFlags flag) => (flags & flag) != 0 ? (byte)1 : (byte)0;
}
