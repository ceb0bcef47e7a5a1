using System.Globalization;
using Analytics.Contracts.Log;

namespace Analytics.Node.Operators;

/// <summary>A place in a partition as operators name it: an offset, an instant of arrival, or now.</summary>
/// <param name="Offset">The offset; null for an instant.</param>
/// <param name="Instant">The instant; null for an offset and for now.</param>
internal sealed record LogPosition(long? Offset, DateTimeOffset? Instant)
{
    /// <summary>Reads <c>1200</c>, <c>2026-11-21T08:00:00Z</c>, <c>-5m</c> or <c>now</c>.</summary>
    /// <exception cref="CommandException">It is none of them.</exception>
    public static LogPosition Parse(string input, string text, TimeProvider time)
    {
        if (text == "now") return new LogPosition(null, null);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return new LogPosition(offset, null);
        if (text.Length > 2 && text[0] == '-' && int.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && UnitOf(text[^1]) is { } unit)
            return new LogPosition(null, time.GetUtcNow() - (number * unit));
        if (text.Length >= 10 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)) return new LogPosition(null, instant);
        throw CommandException.Wrong(input, $"an offset, an instant such as 2026-11-21T08:00:00Z, a time back such as -5m, or now; found {text}");
    }

    /// <summary>The first offset that is not before it.</summary>
    public long In(ILogPartition partition) =>
        Offset ?? (Instant is { } instant ? partition.OffsetAt((instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) : partition.EndOffset);

    private static TimeSpan? UnitOf(char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
