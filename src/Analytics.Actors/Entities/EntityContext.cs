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
