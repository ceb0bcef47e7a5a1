using Analytics.Sinks.Alerts.Book;
using Analytics.Sinks.Alerts.Channels;
using Analytics.Sinks.Alerts.Routing;
using Npgsql;

namespace Analytics.Sinks.Alerts.Dispatch;

/// <summary>
/// The right to send. Invariants: one connection holds an advisory lock as long as it lives, and everything that sending writes goes over that very connection, so who has lost
/// the lock can write nothing any more; a message is written as being sent, with its payload, before it is sent. One caller at a time.
/// </summary>
internal sealed class DispatchTenure : IAsyncDisposable
{
    private const int MostForgotten = 10_000;
    private const int MostEvidence = 8_192;
    private readonly NpgsqlConnection _connection;
    private readonly AlertRouting _routing;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private DispatchTenure(NpgsqlConnection connection, AlertRouting routing, TimeProvider time) => (_connection, _routing, _time) = (connection, routing, time);

    /// <summary>Takes the right if nobody has it; null otherwise. Owns the connection either way.</summary>
    internal static async Task<DispatchTenure?> TryBeginAsync(NpgsqlConnection connection, AlertRouting routing, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var mine = await AlertSql.QueryAsync(connection, DispatchSql.TryLock, reader => reader.GetBoolean(0), cancellation, AlertSql.DispatchLock);
            if (mine[0])
            {
                await AlertSql.ExecuteAsync(connection, DispatchSql.TakeOver, cancellation, time.GetUtcNow());
                return new DispatchTenure(connection, routing, time);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Takes a message whose turn it is and writes that it is being sent; null when there is none. What need not be sent any more is settled on the way.</summary>
    internal Task<ClaimedDelivery?> ClaimAsync(IAlertChannel channel, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        while (true)
        {
            await using var transaction = await _connection.BeginTransactionAsync(cancellation);
            var now = _time.GetUtcNow();
            var due = (await AlertSql.QueryAsync(_connection, DispatchSql.Due, Read, cancellation, channel.Name, now)).FirstOrDefault();
            if (due is null) return null;
            var ready = due.Payload.Length > 0 ? due : await ComposeAsync(channel, due, now, cancellation);
            if (ready is not null) await AlertSql.ExecuteAsync(_connection, DispatchSql.Begin, cancellation, due.Id, now, ready.Payload);
            await transaction.CommitAsync(cancellation);
            if (ready is not null) return ready with { Attempts = due.Attempts + 1, FirstTriedAt = due.Attempts == 0 ? now : due.FirstTriedAt };
        }
    }, cancellation);

    /// <summary>It was taken. What is then still open is due again later, where the channel repeats.</summary>
    internal Task<bool> SentAsync(string channel, ClaimedDelivery delivery, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        await using var transaction = await _connection.BeginTransactionAsync(cancellation);
        var now = _time.GetUtcNow();
        await AlertSql.ExecuteAsync(_connection, DispatchSql.Sent, cancellation, delivery.Id, now);
        if (_routing.Of(channel) is { } route && route.RepeatInterval > TimeSpan.Zero && delivery.Repeats < route.RepeatLimit && delivery.Kind is DeliveryKind.Alert or DeliveryKind.Repeat)
            await AlertSql.ExecuteAsync(_connection, DispatchSql.Repeat, cancellation, delivery.Id, now, now + route.RepeatInterval);
        await transaction.CommitAsync(cancellation);
        return true;
    }, cancellation);

    /// <summary>It was not taken: it is tried again at a time, or given up when that is null.</summary>
    internal Task<int> NotSentAsync(ClaimedDelivery delivery, DateTimeOffset? again, string error, CancellationToken cancellation) => InTurnAsync(
        () => again is { } at
            ? AlertSql.ExecuteAsync(_connection, DispatchSql.Again, cancellation, delivery.Id, at, error)
            : AlertSql.ExecuteAsync(_connection, DispatchSql.GiveUp, cancellation, delivery.Id, _time.GetUtcNow(), error),
        cancellation);

    /// <summary>Writes down how a channel is, for the other nodes.</summary>
    internal Task<int> ReportAsync(ChannelState state, CancellationToken cancellation) => InTurnAsync(
        () => AlertSql.ExecuteAsync(_connection, DispatchSql.Report, cancellation, state.Name, state.IsUp, state.Since ?? _time.GetUtcNow(), state.Error), cancellation);

    /// <summary>Forgets what is older than a time.</summary>
    internal Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        await AlertSql.ExecuteAsync(_connection, DispatchSql.ForgetDeliveries, cancellation, before, MostForgotten);
        await AlertSql.ExecuteAsync(_connection, DispatchSql.ForgetSilences, cancellation, before);
        return await AlertSql.ExecuteAsync(_connection, DispatchSql.ForgetAlerts, cancellation, before, MostForgotten);
    }, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // Back in the pool the connection would keep what it holds until somebody takes it. One that is broken holds nothing.
            if (_connection.State == System.Data.ConnectionState.Open) await AlertSql.ExecuteAsync(_connection, DispatchSql.Unlock, CancellationToken.None, AlertSql.DispatchLock);
        }
        catch (NpgsqlException)
        {
            // It is broken now.
        }

        await _connection.DisposeAsync();
        _turn.Dispose();
    }

    /// <summary>The message with its payload; null when it must wait, or need not be sent at all.</summary>
    private async Task<ClaimedDelivery?> ComposeAsync(IAlertChannel channel, ClaimedDelivery due, DateTimeOffset now, CancellationToken cancellation)
    {
        await AlertSql.ExecuteAsync(_connection, DispatchSql.Silence, cancellation, due.Id, now);
        await AlertSql.ExecuteAsync(_connection, DispatchSql.LeaveOut, cancellation, due.Id, due.Kind is DeliveryKind.Repeat or DeliveryKind.Escalation);
        var counts = await AlertSql.QueryAsync(
            _connection, DispatchSql.Counts, reader => new AlertMessage.Count(reader.GetString(0), AlertNames.Severity(reader.GetString(1)), reader.GetInt64(2)), cancellation, due.Id);
        if (counts.Count == 0)
        {
            await AlertSql.ExecuteAsync(_connection, DispatchSql.Suppress, cancellation, due.Id, now);
            AlertTelemetry.Count(channel.Name, "suppressed");
            return null;
        }

        if (_routing.Of(channel.Name)?.Quiet is { } quiet && counts.Max(count => count.Severity) is var worst && !(worst >= quiet.Except)
            && quiet.EndAfter(now, _routing.ZoneOf(due.Tenant)) is { } end)
        {
            await AlertSql.ExecuteAsync(_connection, DispatchSql.Postpone, cancellation, due.Id, end);
            return null;
        }

        var alerts = await AlertSql.QueryAsync(_connection, DispatchSql.Alerts, reader => AlertRows.Read(reader), cancellation, due.Id, AlertMessage.MostShown);
        var payload = channel.Compose(new AlertMessage(due.Id, due.Kind, channel.Name, due.Tenant, now, counts.Sum(count => count.Alerts), [.. alerts.Select(Short)], counts));
        return due with { Payload = payload.Replace("\0", "", StringComparison.Ordinal) };
    }

    // A message is no place for evidence without end; the alert itself has all of it.
    private static StoredAlert Short(StoredAlert alert) => alert.Evidence?.GetRawText().Length > MostEvidence ? alert with { Evidence = null } : alert;

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static ClaimedDelivery Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), AlertNames.Kind(reader.GetString(2)), reader.GetString(3), reader.GetInt32(4), reader.GetInt32(5),
        reader.IsDBNull(6) ? default : new DateTimeOffset(reader.GetDateTime(6)), AlertSql.TextOrNull(reader, 7) ?? "");
}
