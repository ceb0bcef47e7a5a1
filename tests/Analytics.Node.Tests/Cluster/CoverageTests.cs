using Analytics.Contracts.Cluster;
using Analytics.Contracts.Sinks;
using Analytics.Node.Cluster;

namespace Analytics.Node.Tests.Cluster;

/// <summary>One node speaks for each shard, and what nobody speaks for is named.</summary>
public sealed class CoverageTests
{
    private static readonly ShardId Shard = new("raw_events", 0);

    [Fact]
    public void The_highest_epoch_speaks()
    {
        var newest = Coverage.Newest([("a", Part(5, "old")), ("b", Part(6, "new"))], []);
        Assert.Equal(("b", "new"), (newest.Single().Node, newest.Single().Part.Answer));
    }

    [Fact]
    public void A_node_that_lost_a_shard_without_knowing_it_is_not_heard()
    {
        var members = Members(Owner("b", 6), Node("a"), Node("b"));
        var newest = Coverage.Newest([("a", Part(5, "old"))], members.Owners);
        var missing = Coverage.Missing([(Shard, 9)], newest, members, new Dictionary<string, string> { ["b"] = "No answer." });
        Assert.Empty(newest);
        Assert.Equal(("unreachable", "b", 6L, 9L), (missing.Single().State, missing.Single().Node, missing.Single().Epoch, missing.Single().End));
    }

    [Fact]
    public void A_shard_that_loads_its_checkpoint_is_missing_for_that_reason()
    {
        var newest = Coverage.Newest([("b", Part(0, null, "recovering"))], [Owner("a", 5)]);
        var missing = Coverage.Missing([(Shard, 9)], newest, Members(Owner("a", 5), Node("a"), Node("b")), new Dictionary<string, string>());
        Assert.Equal(("recovering", "b"), (missing.Single().State, missing.Single().Node));
    }

    [Fact]
    public void A_shard_that_is_let_go_speaks_until_its_next_owner_has_it()
    {
        var newest = Coverage.Newest([("a", Part(5, "still", "draining")), ("b", Part(0, null, "recovering"))], [Owner("a", 5)]);
        Assert.Equal("still", newest.Single().Part.Answer);
    }

    [Theory]
    [InlineData("running", "busy")]
    [InlineData("failed", "failed")]
    public void A_shard_that_gives_no_answer_is_told_with_its_state(string state, string told)
    {
        var newest = Coverage.Newest([("a", Part(5, null, state))], []);
        Assert.Equal(told, Coverage.Missing([(Shard, 9)], newest, Members(Owner("a", 5), Node("a")), new Dictionary<string, string>()).Single().State);
    }

    [Fact]
    public void A_shard_whose_owner_left_or_let_it_go_is_moving()
    {
        Assert.Equal("moving", Absent(Members(Owner("a", 5), Node("b"))).State);
        Assert.Equal("moving", Absent(Members(Owner("a", 5), Node("a"), Node("b"))).State);
    }

    [Fact]
    public void A_shard_that_nobody_ever_owned_is_told_with_what_the_directory_says()
    {
        Assert.Equal("unowned", Absent(new ClusterMembers(Node("a"), [Node("a")], [], null)).State);
        Assert.Equal("It is down.", Absent(new ClusterMembers(Node("a"), [Node("a")], [], "It is down.")).Reason);
    }

    [Fact]
    public void Nothing_is_missing_when_every_shard_answers()
    {
        var newest = Coverage.Newest([("a", Part(5, "here"))], []);
        Assert.Empty(Coverage.Missing([(Shard, 9)], newest, Members(Owner("a", 5), Node("a")), new Dictionary<string, string>()));
    }

    private static MissingShard Absent(ClusterMembers members) =>
        Coverage.Missing<ShardPart<string>>([(Shard, 9)], [], members, new Dictionary<string, string>()).Single();

    private static ShardPart<string> Part(long epoch, string? answer, string state = "running") => new(Shard.Topic, Shard.Partition, epoch, state, "", 0, 0, null, answer);

    private static ShardOwner Owner(string node, long epoch) => new(Shard, node, node + ":1", epoch, DateTimeOffset.UnixEpoch);

    private static ClusterNode Node(string id) => new(id, id + ":1", ["process"], "1", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private static ClusterMembers Members(ShardOwner owner, params ClusterNode[] nodes) => new(nodes[0], nodes, [owner], null);
}
