using Analytics.Actors.Cluster;
using Analytics.Contracts.Cluster;

namespace Analytics.Actors.Tests.Checkpoints;

[Collection(PostgresServerCollection.Name)]
public sealed class The_shard_directory(PostgresServer server)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [PostgresFact]
    public async Task Says_who_took_each_shard_over_last()
    {
        var connection = server.CreateDatabase();
        await using var directory = new PostgresShardDirectory(connection);
        using var one = new StoreUnderTest(StoreUnderTest.Postgres, server, connection: connection) { Node = "one" };
        using var two = new StoreUnderTest(StoreUnderTest.Postgres, server, connection: connection) { Node = "two", Shard = one.Shard };
        Assert.Null(await directory.FindAsync(one.Shard));
        one.Open();
        one.Store.Open(one.Neighbour);
        var first = await directory.FindAsync(one.Shard);
        Assert.Equal(("one", "one:8080", 1L), (first!.Node, first.Address, first.Epoch));
        Assert.InRange(DateTimeOffset.UtcNow - first.Since, TimeSpan.FromSeconds(-10), TimeSpan.FromSeconds(60));
        two.Open();
        var owners = await directory.ShardsAsync();
        Assert.Equal([(one.Shard, "two", 2L), (one.Neighbour, "one", 1L)], owners.Select(owner => (owner.Shard, owner.Node, owner.Epoch)));
    }

    [PostgresFact]
    public async Task Knows_the_nodes_that_live_and_drops_those_that_leave()
    {
        await using var directory = new PostgresShardDirectory(server.CreateDatabase());
        var node = new ClusterNode("one", "one:8080", ["ingest", "process"], "1.2.3", Start, default);
        await directory.BeatAsync(node with { Id = "two", Roles = ["query"] });
        await directory.BeatAsync(node);
        await directory.BeatAsync(node with { Version = "1.2.4", StartedAt = Start.AddHours(1) });
        var nodes = await directory.NodesAsync();
        Assert.Equal(["one ingest,process 1.2.4", "two query 1.2.3"], nodes.Select(n => $"{n.Id} {string.Join(',', n.Roles)} {n.Version}"));
        Assert.All(nodes, n => Assert.InRange(DateTimeOffset.UtcNow - n.SeenAt, TimeSpan.FromSeconds(-10), TimeSpan.FromSeconds(60)));

        // The one that was replaced cannot take its successor out.
        await directory.LeaveAsync(node);
        Assert.Equal(2, (await directory.NodesAsync()).Count);
        await directory.LeaveAsync(node with { StartedAt = Start.AddHours(1) });
        await directory.ForgetAsync(TimeSpan.FromHours(1));
        Assert.Equal("two", Assert.Single(await directory.NodesAsync()).Id);
        await directory.ForgetAsync(TimeSpan.Zero);
        Assert.Empty(await directory.NodesAsync());
    }

    [PostgresFact]
    public async Task Hears_a_node_until_it_stops()
    {
        var connection = server.CreateDatabase();
        await using var directory = new PostgresShardDirectory(connection);
        var failures = new List<Exception>();
        var node = new ClusterNode("one", "one:8080", ["process"], "1.2.3", Start, default);
        var heartbeat = new NodeHeartbeat(directory, node, TimeSpan.FromMilliseconds(20), onError: failures.Add);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await UntilAsync(async () => (await directory.NodesAsync()).Count == 1, limit.Token);
        using (server.TakeDown(connection)) await UntilAsync(() => Task.FromResult(failures.Count > 1), limit.Token);
        var seen = (await directory.NodesAsync())[0].SeenAt;
        await UntilAsync(async () => (await directory.NodesAsync())[0].SeenAt > seen, limit.Token);
        await heartbeat.DisposeAsync();
        Assert.Empty(await directory.NodesAsync());
    }

    [PostgresFact]
    public async Task That_does_not_answer_says_so()
    {
        var connection = server.CreateDatabase();
        await using var directory = new PostgresShardDirectory(connection);
        using var outage = server.TakeDown(connection);
        await Assert.ThrowsAnyAsync<IOException>(() => directory.ShardsAsync());
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken limit)
    {
        while (!await holds()) await Task.Delay(5, limit);
    }
}
