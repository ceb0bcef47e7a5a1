using Analytics.Sinks.Postgres;

namespace Analytics.Sinks.Tests.Postgres;

[Collection(PostgresServerCollection.Name)]
public sealed class SessionTests(PostgresServer postgres)
{
    [PostgresFact]
    public async Task The_highest_revision_stays_and_a_retracted_session_never_comes_back()
    {
        await using var sink = new BusinessSink(postgres.Connection, new DollarTenants());
        var shard = new ShardUnderTest(sink, "sessions");
        var first = await shard.Session("sessions", 1, 1, events: 3).Session("sessions", 2, 1).Session("sessions", 3, 1).DeliverAsync();
        await shard.Session("sessions", 1, 2, events: 5).Session("sessions", 2, 2, retracted: true).DeliverAsync();
        await sink.DeliverAsync(first with { Sequence = 2, Epoch = 2 }, CancellationToken.None);
        Assert.Equal("2:5, 1:1", await postgres.AskAsync("SELECT string_agg(revision || ':' || events, ', ' ORDER BY id) FROM sessions WHERE tenant = 'sessions'"));
        Assert.Equal("1.25 /home", await postgres.AskAsync("SELECT revenue || ' ' || (path->>0) FROM sessions WHERE tenant = 'sessions' LIMIT 1"));
    }
}
