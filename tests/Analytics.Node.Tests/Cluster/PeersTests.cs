using System.Net;
using System.Net.Sockets;
using Analytics.Contracts.Cluster;
using Analytics.Contracts.Sinks;
using Analytics.Node.Cluster;
using Analytics.Node.Configuration;

namespace Analytics.Node.Tests.Cluster;

/// <summary>Nodes that are gone, or whose directory is, cost little and hide nothing.</summary>
public sealed class PeersTests
{
    private static readonly ClusterOptions Short = new() { AskTimeout = TimeSpan.FromMilliseconds(100), UnreachableFor = TimeSpan.FromMinutes(10), DirectoryAge = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task A_node_that_hangs_costs_one_time_out_and_is_then_left_alone()
    {
        // It accepts, by its backlog, and never answers.
        using var hangs = new TcpListener(IPAddress.Loopback, 0);
        hangs.Start();
        using var peers = new Peers(new ClusterKey("secret"u8), Short, TimeProvider.System);
        var node = Node("b", ((IPEndPoint)hangs.LocalEndpoint).Port);
        var first = await peers.AskAsync<TenantMarkOf>(node, "watermarks?tenant=x");
        var second = peers.AskAsync<TenantMarkOf>(node, "live?tenant=x");
        Assert.Contains("cluster.ask-timeout", first.Fault, StringComparison.Ordinal);
        Assert.True(second.IsCompleted);
        Assert.Equal(first.Fault, (await second).Fault);
    }

    [Fact]
    public async Task A_directory_that_stops_answering_leaves_what_was_known_and_says_so()
    {
        var directory = new Directory();
        var membership = new Membership(Node("a", 1), directory, Short with { AskTimeout = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        Assert.Equal((2, null), ((await membership.NowAsync()).Nodes.Count, (await membership.NowAsync()).Fault));
        directory.Fault = new IOException("gone");
        ClusterMembers now;
        do now = await membership.NowAsync();
        while (now.Fault is null);
        Assert.Equal(2, now.Nodes.Count);
        Assert.Contains("gone", now.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_a_directory_is_alone()
    {
        var members = await new Membership(Node("a", 1), null, Short, TimeProvider.System).NowAsync();
        Assert.Equal(("a", null), (members.Nodes.Single().Id, members.Fault));
    }

    private static ClusterNode Node(string id, int port) => new(id, $"127.0.0.1:{port}", ["process"], "1", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private sealed class Directory : IShardDirectory
    {
        public Task LeaveAsync(ClusterNode node, CancellationToken cancellation = default) => Task.CompletedTask;

        public IOException? Fault { get; set; }

        public Task<IReadOnlyList<ShardOwner>> ShardsAsync(CancellationToken cancellation = default) => Answer<IReadOnlyList<ShardOwner>>([]);

        public Task<ShardOwner?> FindAsync(ShardId shard, CancellationToken cancellation = default) => Answer<ShardOwner?>(null);

        public Task<IReadOnlyList<ClusterNode>> NodesAsync(CancellationToken cancellation = default) => Answer<IReadOnlyList<ClusterNode>>([Node("a", 1), Node("b", 2)]);

        private Task<T> Answer<T>(T answer) => Fault is null ? Task.FromResult(answer) : Task.FromException<T>(Fault);
    }
}
