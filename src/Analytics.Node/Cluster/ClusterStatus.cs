using Analytics.Contracts.Sinks;
using Analytics.Node.Composition;
using Analytics.Node.Http.Answers;
using Analytics.Node.Status;

namespace Analytics.Node.Cluster;

/// <summary>The status of the whole cluster, gathered by whichever node is asked.</summary>
internal sealed class ClusterStatus(Members members, NodeStatusSource own, DeadLetterCounts deadLetters)
{
    /// <summary>Everything: this node, the log, and the shards and sinks of all nodes.</summary>
    public async Task<StatusAnswer> ReadAsync()
    {
        var (known, replies) = await AskAsync();
        var (shards, missing) = Shards(known, replies);
        var mine = replies[0].Part!;
        var sinks = SinkMerge.Merge(replies.Select(reply => (reply.Node.Id, reply.Part?.Sinks ?? [])));
        return new StatusAnswer(mine.Node, own.Topics(), shards, missing, sinks, mine.Stores, deadLetters.Read());
    }

    /// <summary>The nodes, and what each has.</summary>
    public async Task<ClusterAnswer> NodesAsync()
    {
        var (known, replies) = await AskAsync();
        var (shards, missing) = Shards(known, replies);
        return new ClusterAnswer(known.Self.Id, known.Fault, [.. replies.OrderBy(reply => reply.Node.Id, StringComparer.Ordinal).Select(reply => Member(reply, shards))], shards.Count, missing);
    }

    private Task<(ClusterMembers Members, IReadOnlyList<NodeReply<StatusPart>> Replies)> AskAsync() =>
        members.AskAsync("status", () => Task.FromResult(own.Part()), onlyOwners: false);

    private (IReadOnlyList<ShardStatusAnswer> Shards, IReadOnlyList<MissingShard> Missing) Shards(ClusterMembers known, IReadOnlyList<NodeReply<StatusPart>> replies)
    {
        var expected = members.Expected.ToList();
        var newest = Coverage.Newest(replies.SelectMany(reply => (reply.Part?.Shards ?? []).Select(shard => (reply.Node.Id, shard))), known.Owners);
        var ends = expected.ToDictionary(shard => shard.Shard, shard => shard.End);
        return (
            [.. newest.Select(said => WithEnd(said.Part, said.Node, ends.GetValueOrDefault(new ShardId(said.Part.Topic, said.Part.Partition))))],
            Coverage.Missing(expected, newest, known, Members.FaultsOf(replies)));
    }

    /// <summary>Whoever appended knows the end before the owner has fetched it.</summary>
    private static ShardStatusAnswer WithEnd(ShardStatusAnswer shard, string node, long end)
    {
        end = Math.Max(end, shard.End);
        return shard with { Node = node, End = end, LagRecords = Math.Max(0, end - shard.Position) };
    }

    private static ClusterMember Member(NodeReply<StatusPart> reply, IReadOnlyList<ShardStatusAnswer> shards) => new(
        reply.Node.Id,
        reply.Node.Address,
        reply.Part?.Node.Operator,
        reply.Node.Roles,
        reply.Node.Version,
        reply.Node.StartedAt.UtcDateTime,
        reply.Node.SeenAt.UtcDateTime,
        reply.Part?.Node.State ?? "unreachable",
        reply.Fault,
        shards.Count(shard => shard.Node == reply.Node.Id),
        reply.Part?.Stores ?? [],
        reply.Part?.Standby ?? []);
}
