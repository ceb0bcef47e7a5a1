using Analytics.Contracts.Events;
using Analytics.Contracts.Log;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Language;
using Analytics.Processing.Time;

namespace Analytics.Processing.Patterns.Matching;

/// <summary>Takes out of an event what the rules of a plan look at, and its key. One thread.</summary>
internal sealed class EventCapture(KeyPlan plan, EventSlab events)
{
    private const double Coordinates = 10_000;
    private const ulong OriginSeed = 0x0216;
    private readonly Dictionary<long, int> _known = [];
    private readonly List<(TypePlan? Plan, int Symbol, EventKind Kind)> _types = [];
    private readonly bool _watchesUsers = plan.KeyColumns.Any(column => column.Source == EventColumn.User);
    private readonly PropertyCapture _properties = new(plan);
    private byte[] _key = new byte[64];
    private int _keyLength;

    /// <summary>What an event captured last can do.</summary>
    public TypePlan Type { get; private set; } = null!;

    /// <summary>The event captured last.</summary>
    public int Event { get; private set; }

    public ulong KeyHash { get; private set; }

    public ReadOnlySpan<byte> KeyBytes => _key.AsSpan(0, _keyLength);

    /// <summary>A type by its number.</summary>
    public TypePlan TypeOf(int number) => _types[number].Plan!;

    /// <summary>Whether rules still look at events of a type.</summary>
    public bool IsKnown(int number) => _types[number].Plan is { IsOrdered: true };

    /// <summary>Symbol of a type's name, and its kind.</summary>
    public (int Symbol, EventKind Kind) NameOf(int number) => (_types[number].Symbol, _types[number].Kind);

    /// <summary>The number of a type.</summary>
    public int NumberOf(int symbol, EventKind kind, int tenant)
    {
        var known = ((long)(plan.HasTenants ? tenant : 0) << 32) | (uint)symbol | (uint)kind << 24;
        if (_known.TryGetValue(known, out var number)) return number;
        _types.Add((TypePlan.Make(plan, Symbols.Text(symbol), kind, tenant), symbol, kind));
        _known.Add(known, _types.Count - 1);
        return _types.Count - 1;
    }

    /// <summary>Captures an event; false when no rule looks at it or it has no key.</summary>
    public bool TryTake(in EventRow row, EventBatch batch)
    {
        var number = NumberOf(row.Type, row.Kind, row.Tenant);
        if (_types[number].Plan is not { } type) return false;
        if (_watchesUsers && row.UserHash == 0) return false;
        Type = type;
        Event = events.Add(row.Timestamp, row.Offset, IdentityOf(row, batch), number);
        var values = events.Values(Event);
        foreach (var column in plan.Columns) values[column.Index] = column.Absent;
        var properties = false;
        foreach (var column in type.Columns)
        {
            if (column.Source == EventColumn.Property) properties = true;
            else values[column.Index] = ValueOf(column.Source, row, batch, column.Absent);
        }

        if (properties && !row.Properties.IsEmpty) _properties.Read(batch.Bytes(row.Properties), type.Columns, values);
        if (Matters(type, values) && TryKey(row, batch, values)) return true;
        events.Release(Event);
        return false;
    }

    // Its own id, or where it was read first when it has none, which is the same for each copy of it.
    private static ulong IdentityOf(in EventRow row, EventBatch batch)
    {
        if (row.Id != 0) return Contracts.Hashing.KeyHash.Combine((ulong)row.Id, (ulong)(row.Id >> 64));
        var origin = (uint)row.Record < (uint)batch.Records.Count ? PastPosition.OriginOf(batch.Records.Bytes(batch.Records.Records[row.Record].Headers)) : default;
        return origin.IsEmpty ? Contracts.Hashing.KeyHash.Combine((ulong)row.Offset, 1) : Contracts.Hashing.KeyHash.Compute(origin, OriginSeed);
    }

    private static bool Matters(TypePlan type, Span<long> values)
    {
        foreach (var column in type.OnlyWith)
            if (values[column.Index] != column.Absent) return true;
        return type.OnlyWith.Length == 0;
    }

    private bool TryKey(in EventRow row, EventBatch batch, Span<long> values)
    {
        var hash = Contracts.Hashing.KeyHash.Combine(plan.Identity, RuleScope.HashOf(Symbols.Utf8(row.Tenant)));
        foreach (var column in plan.KeyColumns)
        {
            var value = values[column.Index];
            if (value == column.Absent) return false;
            hash = Contracts.Hashing.KeyHash.Combine(hash, (ulong)(column.Source == EventColumn.User ? (long)row.UserHash : column.Kind == ColumnKind.Symbol ? (long)RuleScope.HashOf(Symbols.Utf8((int)value)) : value));
        }

        KeyHash = hash;
        _keyLength = 0;
        for (var i = 0; i < plan.KeyColumns.Length; i++)
        {
            var column = plan.KeyColumns[i];
            if (i > 0) AddKey([0]);
            if (column.Source == EventColumn.Property) AddKey(_properties.KeyText(i));
            else AddKey(column.Kind == ColumnKind.Symbol ? Symbols.Utf8((int)values[column.Index]) : batch.Bytes(SliceOf(column.Source, row)));
        }

        return true;
    }

    private void AddKey(ReadOnlySpan<byte> part)
    {
        var needed = _keyLength + part.Length;
        if (needed > _key.Length) Array.Resize(ref _key, needed * 2);
        part.CopyTo(_key.AsSpan(_keyLength));
        _keyLength += part.Length;
    }

    private static long ValueOf(EventColumn source, in EventRow row, EventBatch batch, long absent) => source switch
    {
        EventColumn.Amount => (row.Flags & EventFlags.HasAmount) == 0 ? absent : Number((double)row.AmountMicros / Money.Scale),
        EventColumn.Quantity => row.Quantity == 0 ? absent : Number(row.Quantity),
        EventColumn.Hour => Number(Micros.Index(row.Timestamp, Micros.Hour) is var hour ? hour - Micros.Index(hour, 24) * 24 : 0),
        EventColumn.Weekday => Number((Micros.Index(row.Timestamp, Micros.Day) is var day ? day + 3 - Micros.Index(day + 3, 7) * 7 : 0) + 1),
        EventColumn.Latitude => (row.Flags & EventFlags.HasPlace) == 0 ? absent : Number(row.LatitudeE4 / Coordinates),
        EventColumn.Longitude => (row.Flags & EventFlags.HasPlace) == 0 ? absent : Number(row.LongitudeE4 / Coordinates),
        EventColumn.Bot => (row.Flags & EventFlags.Bot) != 0 ? 1 : 0,
        EventColumn.Type => row.Type,
        EventColumn.Tenant => row.Tenant,
        EventColumn.Currency => row.Currency,
        EventColumn.Service => row.Service,
        EventColumn.PaymentMode => row.PaymentMode,
        EventColumn.Platform => row.Platform,
        EventColumn.Country => row.Country,
        EventColumn.City => row.City,
        EventColumn.Device => row.Device,
        EventColumn.Browser => row.Browser,
        EventColumn.Os => row.Os,
        EventColumn.Tier => row.Tier,
        EventColumn.Category => row.Category,
        _ => (long)RuleScope.HashOf(batch.Bytes(SliceOf(source, row))),
    };

    private static Utf8Slice SliceOf(EventColumn source, in EventRow row) => source switch
    {
        EventColumn.User => row.UserId,
        EventColumn.Session => row.SessionId,
        EventColumn.Entity => row.EntityId,
        EventColumn.Product => row.ProductId,
        EventColumn.Scope => row.Scope,
        EventColumn.Url => row.Url,
        EventColumn.Referrer => row.Referrer,
        EventColumn.Ip => row.Ip,
        EventColumn.UserAgent => row.UserAgent,
        EventColumn.UtmSource => row.UtmSource,
        EventColumn.UtmMedium => row.UtmMedium,
        EventColumn.UtmCampaign => row.UtmCampaign,
        _ => default,
    };

    private static long Number(double value) => BitConverter.DoubleToInt64Bits(value);
}
