using Analytics.Node.Cluster;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>source …</c>: where events come from.</summary>
internal sealed class SourceCommands(ClusterStatus cluster)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("source list", "Topics: offsets, bytes, rates", async _ => new CommandAnswer(new { (await cluster.ReadAsync()).Topics }, [ShardViews.Topics])),
    ];
}
