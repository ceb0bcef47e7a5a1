using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Analytics.Contracts.Decoding;
using Analytics.Contracts.Effects;
using Analytics.Contracts.Events;
using Analytics.Contracts.Hashing;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;

namespace Analytics.Sinks.Postgres.Business;

/// <summary>Picks the business-critical events of one shard and writes them, and closed sessions, as rows for COPY.</summary>
internal sealed class BusinessEncoder(ShardId shard, ITenantDirectory tenants) : ISinkEncoder
{
    private const ulong IdentitySeed = 0x6275_7369_6E65_7373;
    private const int UuidDigits = 32;
    private readonly CopyRows _events = new();
    private readonly CopyRows _facts = new();
    private readonly CopyRows _sessions = new();
    private readonly SeenUsers _users = new();
    private readonly SeenProducts _products = new();
    private readonly SeenOrders _orders = new();
    private readonly byte[] _topic = Encoding.UTF8.GetBytes(shard.Topic);
    private readonly Dictionary<string, int> _currencies = new(StringComparer.Ordinal);

    /// <summary>Begins the keys of purchases that name no order.</summary>
    private static ReadOnlySpan<byte> MadePrefix => "event:"u8;

    /// <inheritdoc/>
    public int Rows => _events.Rows + _sessions.Rows;

    /// <inheritdoc/>
    public long Bytes => (long)_events.Length + _facts.Length + _users.Length + _products.Length + _orders.Length + _sessions.Length;

    /// <inheritdoc/>
    public void Encode(EventBatch batch)
    {
        foreach (ref readonly var row in batch.Rows)
        {
            if ((row.Flags & EventFlags.SetAside) != 0) continue;
            var role = BusinessRole.Of(row.Kind);
            if (role != BusinessRole.None) Write(in row, role, batch);
        }
    }

    /// <inheritdoc/>
    public void Encode(EffectBatch effects)
    {
        foreach (ref readonly var session in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(effects.Sessions))
            Write(in session, effects);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Cut()
    {
        if (Rows == 0) return default;
        _users.MoveTo(_facts);
        _products.MoveTo(_facts);
        _orders.MoveTo(_facts);
        var payload = BusinessPayload.Join(_events, _facts, _sessions);
        _events.Clear();
        _facts.Clear();
        _sessions.Clear();
        return payload;
    }

    private void Write(ref readonly EventRow row, byte role, EventBatch batch)
    {
        var identity = row.Id != 0 ? row.Id : PositionOf(row.Offset);
        var details = role is BusinessRole.Plain or BusinessRole.Registration ? default : BusinessDetails.Read(batch.Bytes(row.Properties));
        var product = role == BusinessRole.Product && row.ProductId.IsEmpty ? batch.Bytes(row.EntityId) : batch.Bytes(row.ProductId);
        var category = Symbols.Utf8(row.Category);
        Span<byte> made = stackalloc byte[MadePrefix.Length + UuidDigits];
        var facts = new BusinessFacts
        {
            Role = role,
            Identity = identity,
            Tenant = Fitting(row.Tenant),
            At = CopyRows.FitTime(row.Timestamp),
            AmountMicros = (row.Flags & EventFlags.HasAmount) != 0 ? row.AmountMicros : null,
            Currency = row.Currency != 0 ? row.Currency : CurrencyOf(row.Tenant),
            User = CopyRows.FitKey(batch.Bytes(row.UserId)),
            Product = CopyRows.FitKey(product.IsEmpty ? details.OnlyItem : product),
            Purchase = CopyRows.FitKey(PurchaseOf(in row, role, identity, details, batch, made)),
        };
        WriteEvent(in row, in facts, batch);
        WritePayment(in row, in facts);
        _users.Add(in facts, row.Tier);
        _products.Add(in facts, details.Name, category.IsEmpty ? details.Category : category);
        _orders.Add(in facts);
    }

    // The order of fields is that of the columns in BusinessStaging.
    private void WriteEvent(ref readonly EventRow row, in BusinessFacts facts, EventBatch batch)
    {
        _events.Begin(BusinessStaging.EventFields);
        _events.Fitting(_topic);
        _events.Int32(shard.Partition);
        _events.Int64(row.Offset);
        _events.Uuid(facts.Identity);
        _events.Fitting(Symbols.Utf8(facts.Tenant));
        _events.Text(row.Type == 0 ? "unknown"u8 : Symbols.Utf8(row.Type));
        _events.Time(facts.At);
        _events.Time(row.ReceivedAt);
        _events.Text(batch.Bytes(row.EventId));
        _events.Text(Symbols.Utf8(row.Service));
        _events.Fitting(facts.User);
        _events.Text(batch.Bytes(row.SessionId));
        _events.Text(batch.Bytes(row.EntityId));
        _events.Fitting(facts.Product);
        _events.Fitting(facts.Purchase.StartsWith(MadePrefix) ? default : facts.Purchase);
        _events.Text(batch.Bytes(row.Scope));
        _events.Decimal(facts.AmountMicros);
        _events.Text(Symbols.Utf8(facts.AmountMicros is null ? 0 : facts.Currency));
        _events.Text(Symbols.Utf8(row.PaymentMode));
        if (row.Quantity != 0) _events.Int64(row.Quantity);
        else _events.Null();
        _events.Jsonb(batch.Bytes(row.Properties));
    }

    private void WritePayment(ref readonly EventRow row, in BusinessFacts facts)
    {
        if (!facts.IsPayment) return;
        var isRefund = facts.Role == BusinessRole.Refund;
        Int128 amount = facts.AmountMicros ?? 0;
        new StagedFact
        {
            Kind = isRefund ? "refund"u8 : "payment"u8, Tenant = facts.Tenant, Key = facts.Purchase,
            Offset = row.Offset, Event = facts.Identity, UserId = facts.User, ProductId = facts.Product,
            AmountMicros = isRefund ? Int128.Abs(amount) : amount, Currency = facts.Currency, PaymentMode = row.PaymentMode, At = facts.At,
        }.WriteTo(_facts);
    }

    /// <summary>
    /// The order that an event belongs to. In the ticketing shape the entity is the ticketed event, which many orders share, so there the order's or
    /// registration's id in the properties counts; elsewhere the entity is the order, unless it is the product.
    /// </summary>
    private static ReadOnlySpan<byte> PurchaseOf(
        ref readonly EventRow row, byte role, UInt128 identity, BusinessDetails details, EventBatch batch, Span<byte> made)
    {
        if (role is not (BusinessRole.Order or BusinessRole.Payment or BusinessRole.Purchase or BusinessRole.Refund)) return default;
        if (!details.OrderId.IsEmpty) return details.OrderId;
        var entity = batch.Bytes(row.EntityId);
        if (row.Shape == EventShape.Ticketing) entity = details.RegistrationId;
        else if (entity.SequenceEqual(batch.Bytes(row.ProductId))) entity = default;
        // Money without an order is only a payment; an order without an id is known by its event.
        if (!entity.IsEmpty || role is BusinessRole.Payment or BusinessRole.Refund) return entity;
        MadePrefix.CopyTo(made);
        identity.TryFormat(made[MadePrefix.Length..], out _, "x32", CultureInfo.InvariantCulture);
        return made;
    }

    // The order of fields is that of the table staged_sessions in BusinessStaging.
    private void Write(ref readonly SessionRow row, EffectBatch effects)
    {
        var text = effects.Text;
        _sessions.Begin(BusinessStaging.SessionFields);
        _sessions.Uuid(row.SessionId);
        _sessions.Text(Symbols.Utf8(row.Tenant));
        _sessions.Text(text.Bytes(row.UserId));
        _sessions.Time(row.Start);
        _sessions.Time(row.End);
        _sessions.Int64(row.Revision);
        _sessions.Boolean(row.Retracted);
        _sessions.Int64(row.Events);
        _sessions.Int64(row.Pages);
        _sessions.Decimal(row.RevenueMicros);
        _sessions.Text(Symbols.Utf8(row.Currency));
        _sessions.Text(text.Bytes(row.Entry));
        _sessions.Text(text.Bytes(row.Exit));
        _sessions.Text(text.Bytes(row.Path));
        _sessions.Text(Symbols.Utf8(row.Device));
        _sessions.Text(Symbols.Utf8(row.City));
        _sessions.Text(Symbols.Utf8(row.Country));
        _sessions.Text(text.Bytes(row.Campaign));
    }

    // Two tenants that PostgreSQL holds as one must be one for whatever is kept a tenant.
    private static int Fitting(int tenant)
    {
        var name = Symbols.Utf8(tenant);
        var fitting = CopyRows.Fit(name);
        return fitting == name ? tenant : Symbols.Intern(fitting);
    }

    private int CurrencyOf(int tenant)
    {
        var code = tenants.Settings(tenant).Currency;
        if (!_currencies.TryGetValue(code, out var symbol)) _currencies.Add(code, symbol = Symbols.Intern(code));
        return symbol;
    }

    private UInt128 PositionOf(long offset)
    {
        Span<byte> position = stackalloc byte[_topic.Length + 12];
        _topic.CopyTo(position);
        BinaryPrimitives.WriteInt32LittleEndian(position[_topic.Length..], shard.Partition);
        BinaryPrimitives.WriteInt64LittleEndian(position[(_topic.Length + 4)..], offset);
        return KeyHash.Compute128(position, IdentitySeed);
    }
}
