using System.Globalization;
using Analytics.Contracts.Events;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Stores;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// Every event as a row of <c>events</c>. Each block is one synchronous insert of one part under a token that a retry repeats. The engine notes the token just
/// before it commits the part, and neither is one write: after a crash there may be a token without rows (an insert again would be dropped: loss)
/// or, after a power cut, rows without token (doubled). So a delivery that may have been tried before is looked up by its offsets first. In replicated tables token and
/// part are one write in Keeper, and a replica that lags would deny what another one has: there the token alone decides.
/// </summary>
/// <param name="connection">Connection whose writer inserts and whose reader looks up.</param>
/// <param name="database">Database of the tables.</param>
public sealed class EventsSink(ClickHouseConnection connection, string database = "analytics") : IAuditedSink
{
    private const int TokensTried = 3;
    private readonly SettledDeliveries _deliveries = new();
    private readonly PayloadPool _payloads = new();

    /// <inheritdoc/>
    public string Name => "clickhouse.events";

    /// <inheritdoc/>
    public DeliveryMode Mode => DeliveryMode.ByReference;

    /// <inheritdoc/>
    public ISinkEncoder CreateEncoder(ShardId shard) => new EventsEncoder(shard, _payloads);

    /// <inheritdoc/>
    public void Recycle(ReadOnlyMemory<byte> payload) => _payloads.Return(payload);

    /// <inheritdoc/>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var surelyNew = _deliveries.IsSurelyNew(delivery);
        foreach (var (month, rows, bytes) in BlockPayload.Read(delivery.Payload))
        {
            var token = string.Create(CultureInfo.InvariantCulture, $"{delivery.Token(Name)}:{month}");
            if (surelyNew || connection.IsReplicated) await connection.InsertAsync($"{database}.events", bytes, token, cancellation);
            else await SettleAsync(delivery, month, rows, bytes, token, cancellation);
        }

        _deliveries.Settle(delivery);
    }

    private async Task SettleAsync(SinkDelivery delivery, int month, int rows, ReadOnlyMemory<byte> bytes, string token, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var present = await CountAsync(delivery, month, cancellation);
            if (present == rows) return;
            if (present != 0 || attempt == TokensTried)
                throw new StoreUnavailableException($"{database}.events holds {present} of {rows} rows of {token}.");
            // The first token may be noted without rows; the next one is free.
            await connection.InsertAsync($"{database}.events", bytes, attempt == 0 ? token : $"{token}+{attempt}", cancellation);
        }
    }

    private async Task<long> CountAsync(SinkDelivery delivery, int month, CancellationToken cancellation)
    {
        var parameters = new Dictionary<string, string>
        {
            ["month"] = month.ToString(CultureInfo.InvariantCulture),
            ["topic"] = delivery.Shard.Topic,
            ["partition"] = delivery.Shard.Partition.ToString(CultureInfo.InvariantCulture),
            ["from"] = delivery.FromOffset.ToString(CultureInfo.InvariantCulture),
            ["to"] = delivery.ToOffset.ToString(CultureInfo.InvariantCulture),
        };
        var answer = await connection.QueryAsync(
            $$"""
            SELECT count() FROM {{database}}.events
            WHERE toYYYYMM(timestamp) = {month:UInt32} AND offset >= {from:Int64} AND offset < {to:Int64}
              AND topic = {topic:String} AND partition = {partition:Int32}
            """, parameters, cancellation);
        return answer[0][0].GetInt64();
    }

    /// <inheritdoc/>
    public bool Takes(in EventRow row) => (row.Flags & EventFlags.SetAside) == 0;

    /// <inheritdoc/>
    public async ValueTask<HeldRows> SumAsync(ShardId shard, long from, long to, CancellationToken cancellation)
    {
        var answer = await connection.QueryAsync($"SELECT toString(count()), toString(sum(offset)), toString(toInt64(sum(amount) * 1000000)) {Held}", Range(shard, from, to), cancellation);
        return new HeldRows(Number(answer[0][0]), Number(answer[0][1]), Number(answer[0][2]));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long>> OffsetsAsync(ShardId shard, long from, long to, CancellationToken cancellation)
    {
        var answer = await connection.QueryAsync($"SELECT toString(offset) {Held} ORDER BY offset", Range(shard, from, to), cancellation);
        return [.. answer.Select(row => Number(row[0]))];
    }

    private string Held => $$"""FROM {{database}}.events WHERE topic = {topic:String} AND partition = {partition:Int32} AND offset >= {from:Int64} AND offset < {to:Int64}""";

    private static Dictionary<string, string> Range(ShardId shard, long from, long to) => new()
    {
        ["topic"] = shard.Topic,
        ["partition"] = shard.Partition.ToString(CultureInfo.InvariantCulture),
        ["from"] = from.ToString(CultureInfo.InvariantCulture),
        ["to"] = to.ToString(CultureInfo.InvariantCulture),
    };

    // As texts: JSON's numbers are not exact in every reader.
    private static long Number(System.Text.Json.JsonElement value) => long.Parse(value.GetString()!, CultureInfo.InvariantCulture);
}
