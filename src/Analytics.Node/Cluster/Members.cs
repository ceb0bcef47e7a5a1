using Analytics.Contracts.Sinks;
using Analytics.Node.Composition;
using Analytics.Node.Configuration;
using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>Asks the whole cluster as one system: this node directly, every other one over HTTP, all at the same time. Alone, a node asks nobody but itself.</summary>
internal sealed class Members(Membership membership, Peers peers, NodeParts parts)
{
    private static readonly string Processes = OptionNames.Kebab(nameof(NodeRole.Process));

    /// <summary>Every shard that the lanes have, with the end of its partition.</summary>
    public IEnumerable<(ShardId Shard, long End)> Expected =>
        from topic in parts.Log.Topics
        where LogTopics.Lanes.Contains(topic.Name)
        from partition in Enumerable.Range(0, topic.Partitions)
        select (new ShardId(topic.Name, partition), parts.Log.Partition(topic.Name, partition).EndOffset);

    /// <summary>Asks every node.</summary>
    /// <param name="path">What the others are asked, below <c>/internal/v1/</c>.</param>
    /// <param name="own">What this node knows by itself.</param>
    /// <param name="onlyOwners">Only nodes that may have shards.</param>
    public async Task<(ClusterMembers Members, IReadOnlyList<NodeReply<T>> Replies)> AskAsync<T>(string path, Func<Task<T>> own, bool onlyOwners)
        where T : class
    {
        var members = await membership.NowAsync();
        var others = members.Nodes.Where(node => node.Id != members.Self.Id && (!onlyOwners || node.Roles.Contains(Processes))).Select(node => peers.AskAsync<T>(node, path)).ToList();
        var mine = new NodeReply<T>(members.Self, await own(), null);
        return (members, [mine, .. await Task.WhenAll(others)]);
    }

    /// <summary>Asks every shard.</summary>
    /// <param name="path">What other nodes are asked.</param>
    /// <param name="own">What the shards of this node answer.</param>
    public async Task<ClusterShards<T>> AskShardsAsync<T>(string path, Func<Task<ShardsPart<T>>> own)
        where T : class
    {
        var (members, replies) = await AskAsync(path, own, onlyOwners: true);
        var newest = Coverage.Newest(replies.SelectMany(reply => (reply.Part?.Shards ?? []).Select(shard => (reply.Node.Id, shard))), members.Owners);
        return new ClusterShards<T>(
            newest, Coverage.Missing(Expected, newest, members, FaultsOf(replies)), SinkMerge.Merge(replies.Select(reply => (reply.Node.Id, reply.Part?.Sinks ?? []))));
    }

    /// <summary>Nodes that did not answer, and why.</summary>
    public static Dictionary<string, string> FaultsOf<T>(IEnumerable<NodeReply<T>> replies)
        where T : class => replies.Where(reply => reply.Fault is not null).ToDictionary(reply => reply.Node.Id, reply => reply.Fault!);
}
