using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;
using Analytics.Node.Cluster;
using Analytics.Node.Status;

namespace Analytics.Node.Operators.Commands;

/// <summary><c>system …</c>: the process that is asked.</summary>
internal sealed class SystemCommands(ClusterStatus cluster, NodeStatusSource own, NodeParts parts)
{
    /// <summary>The commands.</summary>
    public IEnumerable<OperatorCommand> All() =>
    [
        OperatorCommand.Once("system info", "The node, its stores, its process; everything that waits", InfoAsync),
        OperatorCommand.Once("system uptime", "Since when the node serves", _ => Task.FromResult(Uptime())),
        OperatorCommand.Once("system gc", "Collect garbage now; stops everything for a moment", _ => Task.FromResult(Collect())) with { Question = "Stop this node for a moment and collect its garbage?" },
    ];

    private async Task<CommandAnswer> InfoAsync(CommandCall call)
    {
        var status = await cluster.ReadAsync();
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        var result = new
        {
            status.Node,
            Process = new
            {
                Environment.ProcessId, Runtime = RuntimeInformation.FrameworkDescription, System = RuntimeInformation.OSDescription, Processors = Environment.ProcessorCount,
                ProcessorSeconds = process.TotalProcessorTime.TotalSeconds, ResidentBytes = process.WorkingSet64, ManagedBytes = GC.GetTotalMemory(false), memory.TotalCommittedBytes,
                Threads = process.Threads.Count, Collections = new[] { GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2) }, PauseSeconds = GC.GetTotalPauseDuration().TotalSeconds,
            },
            status.Stores, status.Topics, status.Shards, status.Missing, status.Sinks, status.DeadLetters,
        };
        return new CommandAnswer(result,
        [
            View.Line("node {node.id} {node.version}, {node.profile}: {node.state}, up {node.uptimeSeconds:duration} since {node.startedAt:instant}; roles {node.roles}"),
            View.Line("process {process.processId} on {process.runtime}, {process.processors} processors: {process.processorSeconds:duration} of processor, {process.residentBytes:size} resident, {process.managedBytes:size} managed, {process.threads} threads, collections {process.collections}"),
            View.Table("stores", ("store", "{name}"), ("state", "{state}"), ("since", "{since:instant}"), ("detail", "{detail}")), ShardViews.Topics, ShardViews.Shards, ShardViews.Missing, ShardViews.Sinks,
            View.Table("deadLetters", ("dead letters", "{topic}"), ("records", "{records:count}"), ("by reason", "{byReason}")),
        ]);
    }

    private CommandAnswer Uptime()
    {
        var node = own.Part().Node;
        return new CommandAnswer(new { Node = node.Id, node.StartedAt, node.UptimeSeconds, node.State }, [View.Line("{node}: {state}, up {uptimeSeconds:duration} since {startedAt:instant}")]);
    }

    private CommandAnswer Collect()
    {
        var (before, started) = (GC.GetTotalMemory(false), Stopwatch.GetTimestamp());
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var result = new { BeforeBytes = before, AfterBytes = GC.GetTotalMemory(false), TookSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds, Environment.WorkingSet, Shards = parts.Region.Shards.Count };
        return new CommandAnswer(result, [View.Line("managed memory {beforeBytes:size} before, {afterBytes:size} after; {workingSet:size} resident; it took {tookSeconds:duration}")]);
    }
}
