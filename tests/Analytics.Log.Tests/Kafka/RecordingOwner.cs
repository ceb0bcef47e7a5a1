using System.Threading.Channels;
using Analytics.Contracts.Log;
using Analytics.Contracts.Sinks;

namespace Analytics.Log.Tests.Kafka;

/// <summary>Writes down what it is told, in order.</summary>
internal sealed class RecordingOwner : IPartitionOwner
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly Lock _gate = new();
    private readonly HashSet<int> _owned = [];

    /// <summary>Partitions that were taken away since the beginning.</summary>
    public HashSet<int> Taken { get; } = [];

    /// <summary>Called while partitions are being given up.</summary>
    public Action? Releasing { get; set; }

    public int[] Owned
    {
        get
        {
            lock (_gate) return [.. _owned.Order()];
        }
    }

    /// <summary>Called before partitions are taken.</summary>
    public Action? Taking { get; set; }

    public void Assigned(IReadOnlyList<ShardId> partitions)
    {
        Taking?.Invoke();
        Take(partitions);
    }

    private void Take(IReadOnlyList<ShardId> partitions) => Tell("assigned", () => _owned.UnionWith(partitions.Select(p => p.Partition)));

    public void Revoked(IReadOnlyList<ShardId> partitions)
    {
        Releasing?.Invoke();
        Tell("revoked", () => Remove(partitions));
    }

    public void Lost(IReadOnlyList<ShardId> partitions) => Tell("lost", () => Remove(partitions));

    /// <summary>Waits until the partitions are as asked for; returns the words heard on the way.</summary>
    public async Task<List<string>> UntilAsync(Func<int[], bool> reached)
    {
        var words = new List<string>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!reached(Owned)) words.Add(await _told.Reader.ReadAsync(patience.Token));
        while (_told.Reader.TryRead(out var word)) words.Add(word);
        return words;
    }

    private void Remove(IReadOnlyList<ShardId> partitions)
    {
        _owned.ExceptWith(partitions.Select(p => p.Partition));
        Taken.UnionWith(partitions.Select(p => p.Partition));
    }

    private void Tell(string word, Action change)
    {
        lock (_gate) change();
        _told.Writer.TryWrite(word);
    }
}
