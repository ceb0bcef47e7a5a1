using System.Text.Json;
using Analytics.Actors.Replay;
using Analytics.Actors.Shards;
using Analytics.Contracts.Sinks;
using Analytics.Node.Cluster;
using Analytics.Node.Configuration;
using Analytics.Node.Status;

namespace Analytics.Node.Operators;

/// <summary>Looks at earlier states on this node, whichever node owns the shard, one at a time: each takes a core and memory. Any thread.</summary>
internal sealed class PastStates(NodeParts parts, NodeOptions options) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>An entity as it was; its state is null when there was none.</summary>
    /// <exception cref="CommandException">Too many events, an offset that is not in the log, or another look is under way.</exception>
    public Task<ReplayedState<JsonElement?>> EntityAsync(ShardId shard, string kind, string key, LogPosition position, CancellationToken cancellation) => InScratchAsync(folder =>
    {
        var log = parts.Log.Partition(shard.Topic, shard.Partition);
        log.Refresh();
        var offset = position.In(log);
        if (offset < log.StartOffset || offset > log.EndOffset)
            throw CommandException.Wrong("at", FormattableString.Invariant($"an offset from {log.StartOffset} to {log.EndOffset} of {shard}, found {offset}"));
        var setup = parts.Region.Replay(shard, parts.Copies, folder, options.Operator.ReplayEvents);
        return StateReplay.Ask(setup, offset, position.Instant, view => OwnShards.Describe(view, kind, key)?.GetProperty("state"), cancellation);
    }, cancellation);

    /// <summary>Every kept checkpoint of a shard, read back.</summary>
    public Task<IReadOnlyList<CheckpointFinding>> CheckpointsAsync(ShardId shard, CancellationToken cancellation) =>
        InScratchAsync(folder => CheckpointAudit.Run(parts.Copies, parts.Region.Lanes.First(lane => lane.Topic == shard.Topic), shard, folder), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<T> InScratchAsync<T>(Func<string, T> work, CancellationToken cancellation)
    {
        if (!await _one.WaitAsync(TimeSpan.FromSeconds(30), cancellation)) throw CommandException.Unavailable("Another look at an earlier state is under way on this node: try again.");
        var folder = Path.Combine(parts.Scratch, Guid.NewGuid().ToString("N"));
        try
        {
            return await Task.Factory.StartNew(() => work(folder), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (ShardUnavailableException fault)
        {
            throw CommandException.Refused(fault.Message);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            _one.Release();
        }
    }
}
