using System.Collections.Concurrent;
using Analytics.Contracts.Sinks;
using Analytics.Processing.Patterns.Compilation;
using Analytics.Processing.Patterns.Revisions;

namespace Analytics.Actors.Rules;

/// <summary>
/// The rules as this node knows them, and those that each of its shards runs at present. A shard takes the newest revision over by itself, see <see cref="ShardRules"/>. Any thread.
/// </summary>
public sealed class RuleBoard
{
    private const int MostKept = 16;
    private readonly ConcurrentDictionary<ShardId, RuleRevision> _running = [];
    private readonly Lock _gate = new();
    private readonly List<RuleRevision> _known = [];
    private volatile RuleRevision _latest = RuleRevision.Empty;

    /// <summary>The newest revision.</summary>
    public RuleRevision Latest => _latest;

    /// <summary>Called, on any thread, after there was a newer one.</summary>
    public Action? Changed { get; set; }

    /// <summary>There is a newer revision. It is compiled here, and not on a shard's thread.</summary>
    public void Publish(RuleRevision revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        _ = revision.Set;
        Keep(revision);
        _latest = revision;
        Changed?.Invoke();
    }

    /// <summary>The rules that a shard of this node runs; none before it runs.</summary>
    public RuleSet RunningOn(ShardId shard) => _running.TryGetValue(shard, out var revision) ? revision.Set : RuleSet.Empty;

    /// <summary>A revision that was kept with a shard's state: compiled once, however many shards run it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal RuleRevision Read(ReadOnlyMemory<byte> bytes) => Known(RuleRevision.Read(bytes));

    /// <summary>A revision as it is known here, where it is compiled.</summary>
    internal RuleRevision Known(RuleRevision revision)
    {
        lock (_gate)
        {
            if (_known.Find(known => known.Identity == revision.Identity) is { } known) return known;
        }

        Keep(revision);
        return revision;
    }

    /// <summary>A shard runs a revision from now on.</summary>
    internal void Runs(ShardId shard, RuleRevision revision) => _running[shard] = revision;

    private void Keep(RuleRevision revision)
    {
        lock (_gate)
        {
            if (_known.Exists(known => known.Identity == revision.Identity)) return;
            if (_known.Count == MostKept) _known.RemoveAt(0);
            _known.Add(revision);
        }
    }
}
