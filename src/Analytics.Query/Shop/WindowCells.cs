using System.Globalization;
using System.Text.Json;
using Analytics.Contracts.Stores;

namespace Analytics.Query.Shop;

/// <summary>
/// Reads counted cells of a tenant. Ranges of whole days or hours come from the window results, which the actors own; any other range is
/// counted from the events themselves, cut to the same cells.
/// </summary>
/// <param name="store">The column store.</param>
internal sealed class WindowCells(IColumnStore store)
{
    // Amounts leave the store as text of whole millionths: no float on the way.
    private const string FromWindows = """
        SELECT toUnixTimestamp(start), dimension, value, sum(events), toString(toInt128(sum(amount) * 1000000)), currency IN ('', {currency:String}) AS counted
        FROM analytics.window_results FINAL
        WHERE tenant = {tenant:String} AND granularity = {granularity:String} AND dimension IN ('service', 'payment_mode', 'metric')
          AND start >= fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND start < fromUnixTimestamp64Micro({to:Int64}, 'UTC')
        GROUP BY start, dimension, value, counted
        ORDER BY start, dimension, value
        """;

    private const string FromEvents = """
        SELECT toUnixTimestamp(toDateTime({bucket}, {zone:String})), cell.1, cell.2, count(), toString(toInt128(sum(if(cell.3, amount, 0)) * 1000000)), counted
        FROM (
            SELECT timestamp, amount, currency IN ('', {currency:String}) AS counted, arrayConcat(
                if(service = '', [], [('service', toString(service), false)]),
                if(kind IN ('payment', 'purchase'), [('payment_mode', if(payment_mode = '', 'unknown', toString(payment_mode)), true), ('metric', 'payments', true)], []),
                if(kind IN ('order_placed', 'purchase'), [('metric', 'orders', true)], []),
                if(kind = 'user_registered', [('metric', 'registrations', false)], []),
                if(kind = 'product_created', [('metric', 'products', false)], [])) AS cells
            FROM analytics.events
            WHERE tenant = {tenant:String}
              AND timestamp >= fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND timestamp < fromUnixTimestamp64Micro({to:Int64}, 'UTC'))
        ARRAY JOIN cells AS cell
        GROUP BY 1, 2, 3, counted
        ORDER BY 1, 2, 3
        """;

    public async Task<List<WindowCell>> ReadAsync(AnswerRange range, Granularity granularity, CancellationToken cancellation)
    {
        var fromWindows = granularity == Granularity.Day ? range.IsWholeDays : range.IsWholeHours;
        var parameters = new Dictionary<string, string>
        {
            ["tenant"] = range.Tenant,
            ["currency"] = range.Currency,
            ["from"] = Micros(range.From, DateTimeOffset.UnixEpoch),
            ["to"] = Micros(range.To, DateTimeOffset.UnixEpoch.AddYears(400)),
        };
        parameters[fromWindows ? "granularity" : "zone"] =
            fromWindows ? granularity == Granularity.Day ? "day" : "hour" : range.Zone.Id;
        var bucket = granularity == Granularity.Day
            ? "toStartOfDay(timestamp, {zone:String})" : "toStartOfHour(timestamp, {zone:String})";
        var sql = fromWindows ? FromWindows : FromEvents.Replace("{bucket}", bucket, StringComparison.Ordinal);
        var rows = await store.QueryAsync(sql, parameters, cancellation);
        return [.. rows.Select(row => Cell(row, range.Zone))];
    }

    private static WindowCell Cell(JsonElement row, TimeZoneInfo zone) => new(
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(row[0].GetInt64()), zone),
        row[1].GetString()!,
        row[2].GetString()!,
        row[3].GetInt64(),
        Int128.Parse(row[4].GetString()!, CultureInfo.InvariantCulture),
        row[5].GetInt32() != 0);

    private static string Micros(DateTimeOffset? instant, DateTimeOffset otherwise) =>
        (((instant ?? otherwise) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
}
