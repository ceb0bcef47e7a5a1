using Analytics.Contracts.Decoding;
using Analytics.Contracts.Events;
using Analytics.Contracts.Tenants;

namespace Analytics.Ingestion.Decoding;

/// <summary>The time of an event: its own, in the tenant's zone when it names none; the time of its arrival when there is none.</summary>
internal sealed unsafe class TimeReader(DecodingOptions options, ITenantDirectory tenants, EventParser parser)
{
    private const long Second = 1_000_000;
    private const long SecondsLimit = 100_000_000_000;
    private readonly long _maxAhead = options.MaxAhead.Ticks / 10;
    private readonly long _earliest = (options.Earliest.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / 10;
    private readonly TimeText _text = new();
    private readonly ZoneClock _zones = new();

    /// <summary>Fills the timestamp; false when the event is refused.</summary>
    public bool Read(ref EventRow row)
    {
        if (!parser.Fields.TryFind(Scope.Event, Group.Time, out var field))
        {
            row.Timestamp = row.ReceivedAt;
            row.Flags |= EventFlags.TimeAssumed;
            return true;
        }

        ref readonly var token = ref parser.Fields[Scope.Event, field];
        if (!token.IsScalar) return parser.Refuse(RejectionReason.WrongType, FieldNames.Of(field), "expected a text or a number");
        var isRead = token.IsText ? TryReadText(ref row, token) : TryReadEpoch(token, out row.Timestamp);
        if (!isRead) return parser.Refuse(RejectionReason.InvalidTimestamp, FieldNames.Of(field), "expected RFC 3339 or a time since 1970 in s, ms or µs");
        if (!IsAllowed(row)) return RefuseMoment(row, FieldNames.Of(field));
        parser.Fields.Take(Scope.Event, field);
        return true;
    }

    /// <summary>Fills the timestamp from a text that stands in no field of the event; false when the event is refused.</summary>
    public bool Read(ref EventRow row, byte* text, int length, string name)
    {
        if (!TryReadText(ref row, text, length)) return parser.Refuse(RejectionReason.InvalidTimestamp, name, "expected RFC 3339");
        return IsAllowed(row) || RefuseMoment(row, name);
    }

    private bool IsAllowed(in EventRow row) => row.Timestamp >= _earliest && row.Timestamp - _maxAhead <= row.ReceivedAt;

    private bool RefuseMoment(in EventRow row, string name) => row.Timestamp < _earliest
        ? parser.Refuse(RejectionReason.TimestampTooOld, name, $"before {options.Earliest:yyyy-MM-dd}")
        : parser.Refuse(RejectionReason.TimestampInFuture, name, $"more than {options.MaxAhead} ahead of its arrival");

    private bool TryReadText(ref EventRow row, in Token token)
    {
        var text = parser.Text(token, out var length);
        return TryReadText(ref row, text, length);
    }

    private bool TryReadText(ref EventRow row, byte* text, int length)
    {
        if (!_text.TryRead(text, length, out row.Timestamp, out var hasOffset)) return false;
        if (hasOffset) return true;
        row.Flags |= EventFlags.ZoneAssumed;
        row.Timestamp = _zones.ToUtc(tenants.Settings(row.Tenant).Zone, row.Timestamp);
        return true;
    }

    // By magnitude: seconds up to the year 5138, then milliseconds and microseconds up to the same year. Only seconds may have a fraction.
    private bool TryReadEpoch(in Token token, out long micros)
    {
        var text = parser.Text(token, out var length);
        if (DecimalText.TryReadWhole(text, length, out var value) != DecimalResult.Exact)
            return DecimalText.TryReadMicros(text, length, out micros) == DecimalResult.Exact && Math.Abs(micros) < SecondsLimit * Second;
        var magnitude = Math.Abs(Math.Max(value, -long.MaxValue));
        micros = magnitude switch
        {
            < SecondsLimit => value * Second,
            < SecondsLimit * 1000 => value * 1000,
            _ => value,
        };
        return magnitude < SecondsLimit * Second;
    }
}
