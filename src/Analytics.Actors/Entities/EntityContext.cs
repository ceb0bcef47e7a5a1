using Analytics.Contracts.Effects;
using Analytics.Contracts.Sinks;
using Analytics.Contracts.Tenants;

namespace Analytics.Actors.Entities;

/// <summary>What an entity may reach: nothing but this.</summary>
public sealed class EntityContext
{
    /// <summary>The shard it lives on.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>Where effects go.</summary>
    public required EffectBatch Effects { get; init; }

    /// <summary>Stored states of passive entities.</summary>
    public required IStoredEntities Stored { get; init; }

    /// <summary>Settings of tenants.</summary>
    public required ITenantDirectory Tenants { get; init; }

    /// <summary>Watermarks of the tenants on this shard.</summary>
    public required Processing.Time.TenantWatermarks Watermarks { get; init; }

    /// <summary>
    /// True once something that is not in the log changed a state (silence moved time on for a key): a replay that starts before the next cut may come to another state, so
    /// nothing leaves before the checkpoint of that cut. Set by kinds, taken back by the shard.
    /// </summary>
    public bool NotFromLog { get; set; }

    /// <summary>
    /// Whether the node's time, and no record, moved the clock on to where it is at this cut, so that those are silent of whom nothing came until then. A clock that was ahead at the cut before says nothing
    /// of the kind. A function of the log, the cut before and this one's place and clock, so that a cut that is repeated decides the same. Set by the shard.
    /// </summary>
    public bool IsQuiet { get; set; }

    /// <summary>True once that silence moved a tenant's time on. Set by kinds, taken back by the shard.</summary>
    public bool MovedBySilence { get; set; }

    /// <summary>True once an event came behind a time that silence had moved on: as long as the cut that did it is not durable, a replay may come to another state. Set by kinds, taken back by the shard.</summary>
    public bool MetSilence { get; set; }

    /// <summary>Index of the row in work; set by the kind before it touches anything.</summary>
    public int Row { get; set; }

    /// <summary>Rows of the batch in work that came too late for one of their windows. They are processed otherwise, and are listed with the dead letters.</summary>
    public List<int> Late { get; } = [];

    /// <summary>
    /// The shard's clock in microseconds since 1970: the arrival time of the newest record that was processed, moved on by the node's
    /// <see cref="TimeProvider"/> only while the partition is idle.
    /// </summary>
    public long NowMicros { get; set; }
}
