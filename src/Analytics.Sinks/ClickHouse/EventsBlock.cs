using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Sinks.ClickHouse.Native;

namespace Analytics.Sinks.ClickHouse;

/// <summary>Rows of <c>analytics.events</c> of one month, column by column. Names and types here and in the migrations belong together.</summary>
internal sealed class EventsBlock
{
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
    private readonly FixedColumn<byte> _hasAmount = new("has_amount", "Bool"), _bot = new("bot", "Bool");
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
            _utmCampaign, _country, _city, _device, _browser, _os, _tier, _category, _bot, _zoneAssumed, _timeAssumed, _tableVersions,
            _properties, _topic, _partition, _offset);
    }

    /// <summary>The columns.</summary>
    public NativeBlock Block { get; }

    /// <summary>Adds a row.</summary>
    public void Add(in EventRow row, EventBatch batch)
    {
        AddSymbols(row);
        AddText(row, batch);
        _timestamp.Add(row.Timestamp);
        _receivedAt.Add(row.ReceivedAt);
        _amount.Add(row.AmountMicros);
        _quantity.Add(row.Quantity);
        _offset.Add(row.Offset);
        _partition.Add(_partitionNumber);
        _hasAmount.Add(Bit(row.Flags, EventFlags.HasAmount));
        _bot.Add(Bit(row.Flags, EventFlags.Bot));
        _zoneAssumed.Add(Bit(row.Flags, EventFlags.ZoneAssumed));
        _timeAssumed.Add(Bit(row.Flags, EventFlags.TimeAssumed));
        Block.Rows++;
    }

    private void AddSymbols(in EventRow row)
    {
        _tenant.Add(row.Tenant);
        _type.Add(row.Type);
        _kind.Add(Kinds[(int)row.Kind]);
        _shape.Add(Shapes[(int)row.Shape]);
        _service.Add(row.Service);
        _paymentMode.Add(row.PaymentMode);
        _platform.Add(row.Platform);
        _currency.Add(row.Currency);
        _country.Add(row.Country);
        _city.Add(row.City);
        _device.Add(row.Device);
        _browser.Add(row.Browser);
        _os.Add(row.Os);
        _tier.Add(row.Tier);
        _category.Add(row.Category);
        _tableVersions.Add(row.TableVersions);
        _topic.Add(_topicSymbol);
    }

    private void AddText(in EventRow row, EventBatch batch)
    {
        _eventId.Add(batch.Bytes(row.EventId));
        _userId.Add(batch.Bytes(row.UserId));
        _sessionId.Add(batch.Bytes(row.SessionId));
        _entityId.Add(batch.Bytes(row.EntityId));
        _productId.Add(batch.Bytes(row.ProductId));
        _scope.Add(batch.Bytes(row.Scope));
        _url.Add(batch.Bytes(row.Url));
        _referrer.Add(batch.Bytes(row.Referrer));
        _ip.Add(batch.Bytes(row.Ip));
        _userAgent.Add(batch.Bytes(row.UserAgent));
        _utmSource.Add(batch.Bytes(row.UtmSource));
        _utmMedium.Add(batch.Bytes(row.UtmMedium));
        _utmCampaign.Add(batch.Bytes(row.UtmCampaign));
        _properties.Add(batch.Bytes(row.Properties));
    }

    private static byte Bit(EventFlags flags, EventFlags flag) => (flags & flag) != 0 ? (byte)1 : (byte)0;
}
