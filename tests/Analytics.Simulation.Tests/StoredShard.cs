using Analytics.Contracts.Checkpoints;

namespace Analytics.Simulation.Tests;

/// <summary>What is stored of one shard.</summary>
internal sealed class StoredShard
{
    public long Epoch { get; set; }

    public long WrittenBy { get; set; }

    public long Number { get; set; }

    public long NextOffset { get; set; }

    public long ClockMicros { get; set; }

    public IReadOnlyList<TenantMark> Tenants { get; set; } = [];

    public IReadOnlyList<SinkMark> Sinks { get; set; } = [];

    public IReadOnlyList<OpenDelivery> Open { get; set; } = [];

    public Dictionary<(string Kind, string Key), byte[]> Entities { get; set; } = [];

    public Dictionary<long, byte[]> Payloads { get; } = [];

    /// <summary>All cuts that became durable.</summary>
    public List<CutBorder> Cuts { get; } = [];

    /// <summary>Cuts that are made again by whoever begins with nothing.</summary>
    public IReadOnlyList<CutBorder> Repeat { get; init; } = [];

    public long NextPayload { get; set; } = 1;
}
