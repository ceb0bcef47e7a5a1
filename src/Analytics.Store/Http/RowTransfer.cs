using Analytics.Store.Engine;
using Analytics.Store.Sql;

namespace Analytics.Store.Http;

/// <summary>
/// Hands an INSERT's rows to the engine. A body up to the gather limit is complete before the engine sees its first byte, so one that
/// was cut inserts nothing whatever its format; a larger one is passed on as it comes, as a ClickHouse server does.
/// </summary>
internal sealed class RowTransfer(EngineConnection connection, int partSize)
{
    /// <summary>Inserts and returns when the engine has committed.</summary>
    public async Task<EngineCounts> SendAsync(
        Statement statement, IReadOnlyList<KeyValuePair<string, string>> parameters, ReadOnlyMemory<byte> rows, Stream? rest, CancellationToken cancellation)
    {
        var stream = await connection.BeginInsertAsync(statement.InsertText!, statement.Format, parameters);
        try
        {
            if (rows.Length > 0) await connection.AppendAsync(stream, rows);
            if (rest is not null) await AppendRestAsync(stream, rest, cancellation);
        }
        catch
        {
            await connection.CancelInsertAsync(stream);
            throw;
        }

        return await connection.EndInsertAsync(stream);
    }

    private async Task AppendRestAsync(nint stream, Stream rest, CancellationToken cancellation)
    {
        using var part = new GatheredBytes(1 << 20);
        for (var ended = false; !ended;)
        {
            part.Length = 0;
            ended = await RequestBody.GatherAsync(rest, part, Math.Min(partSize, 1 << 20), cancellation);
            if (part.Length > 0 && !await connection.AppendAsync(stream, part.Memory)) return;
        }
    }
}
