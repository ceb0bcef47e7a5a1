using Analytics.Contracts.Sinks;

namespace Analytics.Sinks.ClickHouse;

/// <summary>
/// Delivers blocks to a ReplacingMergeTree. The engine notes a token before it commits the part, so a crash between the two leaves a token
/// without rows; where that may have happened the block goes without token, which is harmless here.
/// </summary>
internal sealed class RevisedRows(ClickHouseConnection connection, string table, string sink)
{
    private readonly SettledDeliveries _deliveries = new();

    /// <summary>Inserts every block of the payload.</summary>
    public async ValueTask DeliverAsync(SinkDelivery delivery, CancellationToken cancellation)
    {
        var token = _deliveries.IsSurelyNew(delivery) ? delivery.Token(sink) : null;
        foreach (var block in BlockPayload.Read(delivery.Payload)) await connection.InsertAsync(table, block.Bytes, token, cancellation);
        _deliveries.Settle(delivery);
    }
}
