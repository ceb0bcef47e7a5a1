using Analytics.Contracts.Cluster;
using Analytics.Node.Configuration;

namespace Analytics.Node.Cluster;

/// <summary>
/// Who is in the cluster, a moment old at most. While the directory does not answer, what was known last goes on to count, and its fault is told. Without a directory
/// this node is alone. Any thread.
/// </summary>
/// <param name="self">This node.</param>
/// <param name="directory">Where the others are; null for a node that is alone.</param>
/// <param name="options">Ages and time-outs.</param>
/// <param name="time">The clock.</param>
internal sealed class Membership(ClusterNode self, IShardDirectory? directory, ClusterOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private ClusterMembers _known = new(self, [self], [], directory is null ? null : "The directory of nodes was not read yet.");
    private long _readAt;
    private Task? _reading;

    /// <summary>This node.</summary>
    public ClusterNode Self => self;

    /// <summary>What was known last, without asking.</summary>
    public ClusterMembers Known
    {
        get
        {
            lock (_gate) return _known;
        }
    }

    /// <summary>The members of this moment; waits for the directory no longer than for a node.</summary>
    public async Task<ClusterMembers> NowAsync()
    {
        if (directory is null) return _known;
        Task reading;
        lock (_gate)
        {
            if (_readAt != 0 && time.GetElapsedTime(_readAt) < options.DirectoryAge) return _known;
            reading = _reading ??= ReadAsync(directory);
        }

        await Task.WhenAny(reading, Task.Delay(options.AskTimeout, time));
        return reading.IsCompleted ? Known : Known with { Fault = "The directory of nodes does not answer." };
    }

    /// <summary>Takes a dead node out of the directory; a node that lives comes back with its next beat.</summary>
    /// <exception cref="IOException">The directory does not answer.</exception>
    public async Task ForgetAsync(ClusterNode node)
    {
        if (directory is null) return;
        await directory.LeaveAsync(node);
        lock (_gate) _readAt = 0;
    }

    private async Task ReadAsync(IShardDirectory from)
    {
        await Task.Yield();
        ClusterMembers read;
        try
        {
            var nodes = from.NodesAsync();
            var owners = from.ShardsAsync();
            await Task.WhenAll(nodes, owners);
            read = new ClusterMembers(self, [.. (await nodes).Where(node => node.Id != self.Id).Append(Seen(await nodes)).OrderBy(node => node.Id, StringComparer.Ordinal)], await owners, null);
        }
        catch (IOException error)
        {
            read = Known with { Fault = $"The directory of nodes does not answer: {error.Message}" };
        }

        lock (_gate) (_known, _readAt, _reading) = (read, time.GetTimestamp(), null);
    }

    private ClusterNode Seen(IReadOnlyList<ClusterNode> nodes) => nodes.FirstOrDefault(node => node.Id == self.Id) is { } row ? self with { SeenAt = row.SeenAt } : self;
}
